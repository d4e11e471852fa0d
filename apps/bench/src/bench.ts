// Measures every target of the service, in one run on one Postgres, and writes RESULTS.md and FILES.md.
//   --quick            10,000 tickets and short rounds, as a smoke test
//   --tickets=100000   another number of tickets
//   --only=search      only measurements whose name contains this text
// With any of these options no file is written.
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { type Measurement, type Outcome, type Plan, quick, thorough } from './measurement.ts'
import { measurements } from './measurements.ts'
import { type Postgres, startPostgres } from './postgres.ts'
import { goalsTable, reportOf } from './report.ts'
import { expectSameAnswers } from './same-answers.ts'
import { setStage, type Stage } from './stage.ts'

const { values: options } = parseArgs({
  options: { quick: { type: 'boolean' }, tickets: { type: 'string' }, only: { type: 'string' } },
})

/** Whether everything is measured and the results are written. */
const isComplete = Object.keys(options).length === 0

async function main(): Promise<void> {
  const plan = options.quick ? quick : thorough
  const postgres = await startPostgres()
  try {
    await measureOn(postgres, { ...plan, tickets: Number(options.tickets ?? plan.tickets) })
  } finally {
    await postgres.stop()
    await postgres.remove()
  }
  if (isComplete) await import('./files.ts')
}

async function measureOn(postgres: Postgres, plan: Plan): Promise<void> {
  const stage = await setStage(postgres, plan.tickets)
  await expectSameAnswers(stage)
  const outcomes: [Measurement, Outcome][] = []
  for (const measurement of measurements.filter(isChosen)) {
    const outcome = await outcomeOf(measurement, stage, plan)
    outcomes.push([measurement, outcome])
    console.log(`\n${goalsTable(outcome.goals)}\n\n${outcome.details ?? ''}`)
  }
  await stage.close()
  console.log(`\n${goalsTable(outcomes.flatMap(([, { goals }]) => goals))}`)
  if (!isComplete) return
  const report = reportOf(outcomes, plan, await postgres.version())
  await writeFile(new URL('../RESULTS.md', import.meta.url), report)
}

function isChosen({ name, isSlow = false }: Measurement): boolean {
  if (options.only !== undefined) return name.includes(options.only)
  return isComplete || !isSlow
}

/** Runs one measurement. If it fails, its row reports the error and the other measurements continue. */
async function outcomeOf(measurement: Measurement, stage: Stage, plan: Plan): Promise<Outcome> {
  console.log(`${measurement.name} …`)
  try {
    return await measurement.measure(stage, plan)
  } catch (error) {
    process.exitCode = 1
    console.error(error)
    return { goals: [{ work: measurement.name, toReach: '', measured: `failed: ${String(error)}`, isMet: false }] }
  }
}

await main()
