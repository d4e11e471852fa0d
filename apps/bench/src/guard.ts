// Fails if a request needs more CPU time, of the server and of Postgres, than its budget: a share of the CPU time of
// the baseline in the same run. The budgets come from the target ratios, plus a tenth for noise. Shares depend little
// on the machine. Calls through tRPC's HTTP library must be over the budget, which proves that the guard can fail.
import { quick } from './measurement.ts'
import { startPostgres } from './postgres.ts'
import { table } from './report.ts'
import { runRounds, type Work } from './rounds.ts'
import { setStage, type Stage } from './stage.ts'
import { rpcThroughLibrary, WORKS } from './works.ts'

const TICKETS = 2_000
const NOISE = 1.1
const plan = { ...quick, rounds: 5, seconds: 0.35 }

async function shareOf({ contestants }: Work, postgresPid: number): Promise<number> {
  const figures = await runRounds(contestants, plan, postgresPid)
  // Other programs on the machine only add to the CPU time, so the lowest figure is the most accurate.
  const [service, baseline] = contestants.map(({ tickets = 1 }, index) =>
    Math.min(...figures[index]!.map(({ serverUs, postgresUs }) => (serverUs + postgresUs) / tickets)),
  )
  return service! / baseline!
}

async function check(stage: Stage): Promise<boolean> {
  const rows: string[][] = []
  for (const [name, workOn] of Object.entries(WORKS)) {
    const work = await workOn(stage)
    const [share, budget] = [await shareOf(work, stage.postgresPid), NOISE / work.ratio]
    rows.push([name, share.toFixed(2), budget.toFixed(2), share > budget ? 'OVER' : 'ok'])
  }
  const library = rpcThroughLibrary(stage)
  const [share, budget] = [await shareOf(library, stage.postgresPid), NOISE / library.ratio]
  const verdict = share > budget ? 'over, as expected' : 'NOT OVER: the guard cannot fail'
  rows.push(['GET one, RPC, through the library', share.toFixed(2), budget.toFixed(2), verdict])
  console.log(table(['CPU per ticket', 'share of baseline', 'budget', ''], rows))
  return share > budget && rows.every(([, , , result]) => result !== 'OVER')
}

const postgres = await startPostgres()
try {
  const stage = await setStage(postgres, TICKETS)
  if (!(await check(stage))) process.exitCode = 1
  await stage.close()
} finally {
  await postgres.stop()
  await postgres.remove()
}
