// Everything that is measured, in one run on one Postgres. `--quick` takes shorter rounds on fewer tickets and writes
// nothing.
import { growTickets } from './dataset.ts'
import { reportOf, type Results } from './report.ts'
import { measure } from './rounds.ts'
import { setStage } from './stage.ts'
import { worksOn } from './works.ts'

const isQuick = process.argv.includes('--quick')
const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice('--only='.length)
const TICKETS = isQuick ? 10_000 : 1_000_000
const plan = isQuick ? { rounds: 3, seconds: 1 } : { rounds: 5, seconds: 2 }

const stage = await setStage()
try {
  await growTickets(stage.databaseUrl, TICKETS)
  const results: Results[] = []
  for (const work of worksOn(stage, TICKETS).filter(({ name }) => !only || name.includes(only))) {
    const result = { work, measured: await measure(work, { ...plan, postgresPid: stage.postgresPid }) }
    results.push(result)
    console.log(reportOf([result]))
  }
} finally {
  await stage.close()
}
