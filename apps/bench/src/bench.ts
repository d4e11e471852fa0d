// Measures everything in one run on one Postgres and writes RESULTS.md, then what files cost. `--quick` takes few
// tickets and short rounds and writes nothing; `--only=<part of a name>` measures the works of that name alone.
import { writeFile } from 'node:fs/promises'
import { measureAt, type Size } from './at-size.ts'
import { startPostgres } from './postgres.ts'
import { goalsTable } from './report.ts'
import { resultsOf, startGoal } from './results.ts'
import { secondsToStart } from './start-time.ts'

const isQuick = process.argv.includes('--quick')
const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice('--only='.length)
const quick = { rounds: 3, seconds: 0.6 }
const thorough = { rounds: 5, seconds: 2 }
const STARTS = 5

const postgres = await startPostgres()
try {
  const sizes: Size[] = []
  if (!isQuick && !only) {
    for (const tickets of [10_000, 100_000]) {
      const database = await postgres.createDatabase(`tickets_${tickets}`)
      sizes.push(await measureAt(postgres, database, tickets, quick, only))
    }
  }
  const [most, plan] = isQuick ? ([10_000, quick] as const) : ([1_000_000, thorough] as const)
  sizes.push(await measureAt(postgres, postgres.url, most, plan, only))
  await postgres.stop()
  const starts: number[] = []
  for (let start = 0; start < STARTS; start++) starts.push(await secondsToStart(postgres.dataDir))
  console.log(goalsTable([startGoal(starts)]))
  if (!isQuick && !only) {
    const { text, plot } = resultsOf(sizes, starts, plan)
    await writeFile(new URL('../RESULTS.md', import.meta.url), text)
    await writeFile(new URL('../growth.svg', import.meta.url), plot)
  }
} finally {
  await postgres.stop()
  await postgres.remove()
}
if (!isQuick && !only) await import('./files.ts')
