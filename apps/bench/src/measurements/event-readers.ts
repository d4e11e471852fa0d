import { setTimeout as sleep } from 'node:timers/promises'
import { sendLoad } from '../load.ts'
import { asCallers, JSON_TYPE, TICKETS } from '../contestants.ts'
import { FOLLOWERS, type Follow } from '../followers.ts'
import type { Measurement } from '../measurement.ts'
import { newTicket } from '../new-ticket.ts'
import { withClient } from '../postgres.ts'
import { table } from '../report.ts'
import type { Stage } from '../stage.ts'
import { quantile } from '../statistics.ts'

const PROBE_EVERY_MS = 20
const MANY = 20_000
const ARRIVES_WITHIN_MS = 10_000

const INSERT = `insert into event_outbox (type, occurred_at, ticket_id, actor_kind, actor_id, version, data)
  select 'ticket.deleted', now(), number, 'admin', 'admin:1', 1, '{}' from generate_series(1, ${MANY}) as number`

/**
 * For each reader of the log: the time from the response of a create until its event has arrived, while 32 connections
 * create tickets and the others read too; and the rate at which it alone reads 20,000 events that it is behind.
 */
export const eventReaders: Measurement = {
  name: 'event to each reader',
  heading: 'Events',
  async measure(stage, { seconds, rounds }) {
    const latencies = await latenciesMs(stage, seconds * rounds)
    const rows: string[][] = []
    for (const [name, follow] of Object.entries(FOLLOWERS)) {
      const ofReader = latencies.get(name)!
      const quantiles = [0.5, 0.95, 0.99].map((share) => quantile(ofReader, share).toFixed(0))
      rows.push([name, String(ofReader.length), ...quantiles, (await eventsPerS(stage, follow)).toFixed(0)])
    }
    return { goals: [], details: table(['reader', 'events', 'p50 ms', 'p95 ms', 'p99 ms', 'events/s'], rows) }
  },
}

async function latenciesMs(stage: Stage, seconds: number): Promise<Map<string, number[]>> {
  const after = await lastPosition(stage)
  const stopping = new AbortController()
  const arrivals = new Map(Object.keys(FOLLOWERS).map((name) => [name, new Map<number, number>()]))
  const following = Object.entries(FOLLOWERS).map(([name, follow]) =>
    follow(stage, after, stopping.signal, ({ ticketId }) => {
      arrivals.get(name)!.set(ticketId, performance.now())
      return false
    }),
  )
  const nextLoad = asCallers(stage, 'POST', JSON_TYPE)
  const load = sendLoad(stage.service.url, seconds, () => nextLoad(TICKETS, newTicket()), 201)
  const isOver = load.then(() => true)
  const probes = new Map<number, number>()
  while (!(await Promise.race([isOver, sleep(PROBE_EVERY_MS, false)]))) {
    const ticketId = await createOne(stage)
    probes.set(ticketId, performance.now())
  }
  const isComplete = () => [...arrivals.values()].every((of) => [...probes.keys()].every((id) => of.has(id)))
  for (const untilMs = performance.now() + ARRIVES_WITHIN_MS; !isComplete(); await sleep(20)) {
    if (performance.now() > untilMs) throw new Error('An event did not arrive')
  }
  stopping.abort()
  await Promise.all(following)
  const latenciesOf = (of: Map<number, number>) =>
    Array.from(probes, ([id, committedMs]) => Math.max(0, of.get(id)! - committedMs))
  return new Map(Array.from(arrivals, ([name, of]) => [name, latenciesOf(of)]))
}

async function createOne({ service, callers }: Stage): Promise<number> {
  const headers = { ...JSON_TYPE, authorization: callers[0]! }
  const response = await fetch(service.url + TICKETS, { method: 'POST', headers, body: newTicket() })
  return ((await response.json()) as { ticketId: number }).ticketId
}

async function eventsPerS(stage: Stage, follow: Follow): Promise<number> {
  const after = await lastPosition(stage)
  await withClient(stage.databaseUrl, (client) => client.query(INSERT))
  while ((await lastPosition(stage)) < after + MANY) await sleep(50)
  const startedMs = performance.now()
  let read = 0
  await follow(stage, after, new AbortController().signal, () => ++read === MANY)
  return (MANY / (performance.now() - startedMs)) * 1_000
}

async function lastPosition({ databaseUrl }: Stage): Promise<number> {
  return withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ last_position: string }>('select last_position from event_log')
    return Number(rows[0]!.last_position)
  })
}
