import { setTimeout as sleep } from 'node:timers/promises'
import { walkLists } from '../list-walk.ts'
import type { Round } from '../load.ts'
import type { Contestant } from '../rounds.ts'
import type { Stage } from '../stage.ts'
import { getOne, TICKETS } from '../contestants.ts'
import { ratesOf } from './rates.ts'

const LISTS = 4
const WALK_S = 20
const PAUSE_MS = 1000

/** The p99 of `GET` of one ticket while the four slowest of many random lists run repeatedly, compared with without. */
export const expensiveLists = ratesOf('GET one during 4 expensive lists', async (stage, { walkSeconds }) => {
  const steps = await walkLists(stage, Math.min(walkSeconds, WALK_S))
  const queries = steps.slice(0, LISTS).map(({ query }) => query)
  return {
    contestants: [
      during(getOne(stage, 'GET one with 4 expensive lists'), stage, queries),
      getOne(stage, 'GET one without lists'),
    ],
    compare: 'p99Ms',
    ratio: 3,
  }
})

function during(contestant: Contestant, stage: Stage, queries: string[]): Contestant {
  const run = async (seconds: number): Promise<Round> => {
    const until = performance.now() + seconds * 1000
    const lists = queries.map((query, index) => requestUntil(stage, query, stage.callers[index]!, until))
    const round = await contestant.run(seconds)
    await Promise.all(lists)
    return round
  }
  return { ...contestant, run }
}

/** Requests the list repeatedly. After a refusal it waits for a second. */
async function requestUntil({ service }: Stage, query: string, authorization: string, until: number): Promise<void> {
  while (performance.now() < until) {
    const response = await fetch(`${service.url}${TICKETS}?${query}`, { headers: { authorization } })
    await response.arrayBuffer()
    if (!response.ok) await sleep(PAUSE_MS)
  }
}
