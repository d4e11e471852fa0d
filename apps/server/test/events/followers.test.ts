// Overlapping writers, and a follower on each reader of the log. EVENTS=100000 for a long run.
import { setTimeout as sleep } from 'node:timers/promises'
import { createTRPCClient, httpSubscriptionLink } from '@trpc/client'
import type { PresenceChange, SupportRouter } from '@kinconecta/support-contracts'
import { sql } from 'kysely'
import { EventSource } from 'undici'
import { expect, it } from 'vitest'
import { openDatabase } from '../../src/platform/database/connection.ts'
import { openStream } from '../support/event-stream.ts'
import { eventsOf } from '../support/events.ts'
import { useService } from '../support/harness.ts'

const service = useService({ maxConnections: 20, streamBounds: { maxMs: 4_000, checkMs: 100 } })
const { lastPosition } = eventsOf(service)

const EVENTS = Number(process.env['EVENTS'] ?? 2_000)
const WRITERS = 32
const TICKETS = 50
const ROLLED_BACK = 0.05
const TIMEOUT_MS = 60_000 + EVENTS * 20

interface Read {
  position: number
  ticketId: number
  version: number
}
/** Passes the events after `start` to `take`, until `take` returns true. */
type Follow = (start: number, take: (event: Read) => boolean) => Promise<void>

const stream: Follow = async (start, take) => {
  for (let after = start; ;) {
    const reader = await openStream(`${service.url}/api/events/stream?after=${after}`)
    for (let [event] = await reader.take(1); event; [event] = await reader.take(1)) {
      after = event.position
      if (take(event)) return
    }
  }
}

const list: Follow = async (start, take) => {
  for (let after = start; ;) {
    const { json } = await service.send('GET', `/api/events?after=${after}&limit=500`)
    for (const event of json as Read[]) {
      after = event.position
      if (take(event)) return
    }
    if (json.length === 0) await sleep(20)
  }
}

const subscription: Follow = async (start, take) => {
  const link = httpSubscriptionLink<SupportRouter, typeof EventSource>({ url: `${service.url}/trpc`, EventSource })
  const client = createTRPCClient<SupportRouter>({ links: [link] })
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const onData = (item: { data: Read } | PresenceChange) => {
    if ('data' in item && take(item.data)) resolve()
  }
  const following = client.events.stream.subscribe({ after: start }, { onData, onError: reject })
  await promise
  following.unsubscribe()
}

const client: Follow = async (start, take) => {
  for await (const event of service.client.events.stream({ after: start })) if (take(event)) return
}

const FOLLOWERS = { list, stream, subscription, client }

it(
  `${WRITERS} overlapping writers: each reader gets ${EVENTS} events, none lost, in order`,
  { timeout: TIMEOUT_MS },
  async () => {
    const start = await lastPosition()
    const startedMs = performance.now()
    const secondsSoFar = () => (performance.now() - startedMs) / 1_000
    const following = Object.entries(FOLLOWERS).map(async ([name, follow]) => {
      const events: Read[] = []
      await follow(start, ({ position, ticketId, version }) => events.push({ position, ticketId, version }) >= EVENTS)
      return { name, events, seconds: secondsSoFar() }
    })
    const committed = await write(EVENTS)
    const writtenS = secondsSoFar()
    const read = await Promise.all(following)
    for (const { name, events, seconds } of read) {
      console.log(
        `${name}: ${events.length} events, the last ${((seconds - writtenS) * 1_000).toFixed(0)} ms after the last commit`,
      )
      expect(events.map(({ position }) => position)).toEqual(events.map((_, index) => start + 1 + index))
      expect(events.map(({ ticketId, version }) => `${ticketId} ${version}`).toSorted()).toEqual(committed.toSorted())
      expect(disorderIn(events)).toEqual([])
    }
    console.log(`${WRITERS} writers: ${(EVENTS / writtenS).toFixed(0)} events/s`)
  },
)

/** Commits `count` events like changes of tickets: lock the ticket, then insert the event. Some are rolled back. */
async function write(count: number): Promise<string[]> {
  const db = openDatabase(service.databaseUrl, { maxConnections: WRITERS, hasTimeouts: false })
  await sql`create sequence version_of_test`.execute(db)
  const committed: string[] = []
  let left = count
  const writeNext = async (): Promise<void> => {
    while (left > 0) {
      left--
      const transaction = await db.startTransaction().execute()
      await sleep(Math.random() * 3)
      const ticketId = 1 + Math.floor(Math.random() * TICKETS)
      await sql`select pg_advisory_xact_lock(99, ${ticketId})`.execute(transaction)
      const { rows } = await sql<{ version: number }>`insert into event_outbox
          (type, occurred_at, ticket_id, actor_kind, version, data)
        values ('ticket.deleted', '2026-03-11T10:30:00Z', ${ticketId}, 'system', nextval('version_of_test'), '{}')
        returning version`.execute(transaction)
      await sleep(Math.random() ** 3 * 40)
      if (Math.random() < ROLLED_BACK) {
        left++
        await transaction.rollback().execute()
      } else {
        committed.push(`${ticketId} ${rows[0]!.version}`)
        await transaction.commit().execute()
        service.eventLog.changed()
      }
    }
  }
  await Promise.all(Array.from({ length: WRITERS }, writeNext))
  await db.destroy()
  return committed
}

/** The events whose version is not above that of the event before, of the same ticket. */
function disorderIn(events: Read[]): Read[] {
  const versions = new Map<number, number>()
  return events.filter(({ ticketId, version }) => {
    const isLate = version <= (versions.get(ticketId) ?? 0)
    versions.set(ticketId, version)
    return isLate
  })
}
