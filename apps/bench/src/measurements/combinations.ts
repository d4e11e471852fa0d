import { p95, slowestFirst, type Times, timesOf, timesTable } from '../alone.ts'
import { walkLists } from '../list-walk.ts'
import type { Measurement } from '../measurement.ts'
import { quantile } from '../statistics.ts'

const MOST_MS = 1000
const REPEATED = 8

/**
 * Lists with random combinations of filters, sort, search and count, one request at a time. Then the slowest ones are
 * repeated. The p95 of the slowest must meet the target.
 */
export const combinations: Measurement = {
  name: 'any combination that the contract allows',
  heading: 'Combinations',
  async measure(stage, { walkSeconds, requests }) {
    const { lists, callers } = stage
    const steps = await walkLists(stage, walkSeconds)
    const repeated: Times[] = []
    for (const { query } of steps.slice(0, REPEATED)) {
      repeated.push(await timesOf(lists, `\`${decodeURIComponent(query)}\``, () => query, requests, callers[0]))
    }
    const slowest = slowestFirst(repeated)[0]!
    const times = steps.map(({ ms }) => ms)
    const refused = steps.filter(({ status }) => status === 503).length
    const goal = {
      work: this.name,
      toReach: `p95 ≤ ${MOST_MS} ms, one at a time`,
      measured: `${p95(slowest).toFixed(0)} ms for the slowest of ${steps.length}; ${refused} refused`,
      isMet: p95(slowest) <= MOST_MS && refused === 0,
    }
    const [half, most] = [quantile(times, 0.5).toFixed(1), quantile(times, 0.95).toFixed(1)]
    const summary = `${steps.length} combinations: median ${half} ms, p95 ${most} ms; refused as too expensive: ${refused}. The slowest, repeated:`
    return { goals: [goal], details: `${summary}\n\n${timesTable('combination', slowestFirst(repeated))}` }
  },
}
