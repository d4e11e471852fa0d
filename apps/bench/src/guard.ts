// Fails when a request costs more processor time than it may, in shares of what the route written by hand takes for a
// ticket in the same run. Shares do not depend on the machine, and little on what else it does. That the guard can fail
// is tried too: calls that go through tRPC's library are over the budget.
import { startPostgres } from './postgres.ts'
import { table } from './report.ts'
import { type Contestant, measure, type Work } from './rounds.ts'
import { setStage, type Stage } from './stage.ts'
import { rpcThroughLibrary, worksOn } from './works.ts'

const TICKETS = 2_000
const plan = { rounds: 6, seconds: 0.4 }

// About one and a half times what was measured when these were set.
const BUDGETS: Record<string, number> = {
  'GET one, REST, random ids': 0.7,
  'get one, RPC, single call': 0.85,
  'RPC batch of 10 gets': 0.25,
  'list page of 100, REST': 0.85,
  'create, with a key': 1.5,
}

async function shareOf({ contestants, ...work }: Work, postgresPid: number): Promise<number> {
  const compared = contestants.filter(({ name }) => name === 'service' || name === 'by hand')
  const measured = await measure({ ...work, contestants: compared }, { ...plan, postgresPid })
  // Whatever else happens on the machine only adds: the lowest is the truest.
  const [service, byHand] = compared.map(({ name, tickets = 1 }: Contestant) =>
    Math.min(...measured.get(name)!.map(({ serverUs }) => serverUs / tickets)),
  )
  return service! / byHand!
}

async function check(stage: Stage, postgresPid: number): Promise<boolean> {
  const rows: string[][] = []
  let isFine = true
  for (const work of worksOn(stage)) {
    const [share, budget] = [await shareOf(work, postgresPid), BUDGETS[work.name]!]
    if (share > budget) isFine = false
    rows.push([work.name, share.toFixed(3), String(budget), share > budget ? 'OVER' : 'fine'])
  }
  const slow = rpcThroughLibrary(stage)
  const slowShare = await shareOf(slow, postgresPid)
  const canFail = slowShare > BUDGETS['get one, RPC, single call']!
  rows.push([
    slow.name,
    slowShare.toFixed(3),
    '',
    canFail ? 'over, as it has to be' : 'NOT OVER: the guard sees nothing',
  ])
  console.log(table(['CPU of the server for a ticket', 'share of by hand', 'budget', ''], rows))
  return isFine && canFail
}

const postgres = await startPostgres()
try {
  const stage = await setStage(postgres, postgres.url, TICKETS)
  if (!(await check(stage, postgres.pid))) process.exitCode = 1
  await stage.close()
} finally {
  await postgres.stop()
  await postgres.remove()
}
