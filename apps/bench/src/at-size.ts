import { type Everything, readEverything } from './everything.ts'
import type { Postgres } from './postgres.ts'
import { type Found, measureFinding } from './finding.ts'
import { memoryOf } from './proc.ts'
import { goalsOf, goalsTable, type WorkResult, worksTable } from './report.ts'
import { measure, type Plan } from './rounds.ts'
import { setStage } from './stage.ts'
import { worksOn } from './works.ts'

/** All that was measured on a table of one size. */
export interface Size {
  tickets: number
  works: WorkResult[]
  everything: Everything[]
  /** Measured before anything is created. */
  found: Found[]
  /** The most memory the service was resident with, in bytes, under the works that are rates. */
  peakBytes: number
}

/** Fills the database and measures on it. */
export async function measureAt(
  postgres: Postgres,
  database: string,
  tickets: number,
  plan: Omit<Plan, 'postgresPid'>,
  only: string | undefined,
): Promise<Size> {
  const stage = await setStage(postgres, database, tickets)
  try {
    const found = only ? [] : await measureFinding(stage)
    const works: WorkResult[] = []
    for (const work of worksOn(stage).filter(({ name }) => !only || name.includes(only))) {
      const result = { work, measured: await measure(work, { ...plan, postgresPid: postgres.pid }) }
      works.push(result)
      console.log(`\n${tickets} tickets\n${worksTable([result])}\n\n${goalsTable(goalsOf(result))}`)
    }
    const { peakBytes } = await memoryOf(stage.service.pid)
    const everything: Everything[] = []
    const readings = only ? 0 : plan.rounds + 1
    for (let round = 0; round < readings; round++) everything.push(await readEverything(stage))
    return { tickets, works, found, everything: everything.slice(1), peakBytes }
  } finally {
    await stage.close()
  }
}
