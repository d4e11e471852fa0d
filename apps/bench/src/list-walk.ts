import { requestAlone, timeOf } from './alone.ts'
import { randomLists } from './random-list.ts'
import type { Stage } from './stage.ts'

const SEED = 20_261_101

export interface Step {
  query: string
  status: number
  /** Infinite if the list was refused. */
  ms: number
  /** Until the response, also if it is a refusal. */
  responseMs: number
}

/** Requests lists with random combinations, one after the other, for this many seconds. The slowest come first. */
export async function walkLists(stage: Stage, seconds: number): Promise<Step[]> {
  const next = randomLists(stage, SEED)
  const steps: Step[] = []
  for (const until = performance.now() + seconds * 1000; performance.now() < until;) {
    const query = next()
    const answer = await requestAlone(stage.lists, query, stage.callers[0])
    steps.push({ query, status: answer.status, ms: timeOf(answer), responseMs: answer.ms })
  }
  return steps.toSorted((a, b) => b.responseMs - a.responseMs)
}
