import { sendLoad } from '../load.ts'
import { asCallers, JSON_TYPE, TICKETS } from '../contestants.ts'
import type { Measurement } from '../measurement.ts'
import { newTicket } from '../new-ticket.ts'
import { table } from '../report.ts'
import { quantile } from '../statistics.ts'
import type { Stage } from '../stage.ts'

const MOST_MS = 100
const PROBE_EVERY_MS = 20

/**
 * The time from the response of a create until its event can be listed, while 32 connections create tickets. One more
 * caller creates a ticket every 20 ms or less often, and requests its event until it is listed.
 */
export const eventLatency: Measurement = {
  name: 'event after its commit, p95',
  heading: 'Events',
  async measure(stage, { seconds, rounds }) {
    const nextLoad = asCallers(stage, 'POST', JSON_TYPE)
    const load = sendLoad(stage.service.url, seconds * rounds, () => nextLoad(TICKETS, newTicket()), 201)
    const isOver = load.then(() => true)
    const latenciesMs: number[] = []
    while (!(await Promise.race([isOver, pause(PROBE_EVERY_MS)]))) latenciesMs.push(await latencyOfOne(stage))
    const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => quantile(latenciesMs, share))
    const { requests, seconds: elapsed } = await load
    return {
      goals: [
        { work: this.name, toReach: `≤ ${MOST_MS} ms`, measured: `${p95!.toFixed(0)} ms`, isMet: p95! <= MOST_MS },
      ],
      details: table(
        ['creates/s', 'events', 'p50 ms', 'p95 ms', 'p99 ms'],
        [[(requests / elapsed).toFixed(0), String(latenciesMs.length), ...[p50, p95, p99].map((ms) => ms!.toFixed(0))]],
      ),
    }
  },
}

async function latencyOfOne({ service, callers }: Stage): Promise<number> {
  const headers = { ...JSON_TYPE, authorization: callers[0]! }
  const response = await fetch(service.url + TICKETS, { method: 'POST', headers, body: newTicket() })
  const { ticketId } = (await response.json()) as { ticketId: number }
  const committedMs = performance.now()
  for (;;) {
    const events = await fetch(`${service.url}/api/events?ticketId=${ticketId}&limit=1`, { headers })
    if (((await events.json()) as unknown[]).length > 0) return performance.now() - committedMs
  }
}

function pause(ms: number): Promise<false> {
  return new Promise((resolve) => void setTimeout(() => resolve(false), ms))
}
