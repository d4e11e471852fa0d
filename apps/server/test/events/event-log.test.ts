import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { beforeEach, describe, expect, it } from 'vitest'
import { openDatabase } from '../../src/platform/database/connection.ts'
import { followLog } from '../../src/events/event-log.ts'
import { numberEvents } from '../../src/events/sequencer.ts'
import { trimEvents } from '../../src/events/trim-events.ts'
import { eventsOf } from '../support/events.ts'
import { aTicket, useService } from '../support/harness.ts'

const service = useService()
const { eventsAfter, lastPosition, age } = eventsOf(service)
const WRITERS = 32
const CHANGES = 40

describe('the order of the log', () => {
  it('has no gaps, loses no event and keeps versions in order with 32 writers and two sequencers', async () => {
    const writers = openDatabase(service.databaseUrl, { maxConnections: WRITERS, hasTimeouts: false })
    const start = await lastPosition()
    const committed: string[] = []
    await sql`create sequence version_of_test`.execute(writers)
    /** Writes events like a change: it locks the ticket and then inserts the event. Some transactions are rolled back. */
    const write = async (): Promise<void> => {
      for (let change = 0; change < CHANGES; change++) {
        const transaction = await writers.startTransaction().execute()
        await sleep(Math.random() * 3)
        const ticketId = 1 + Math.floor(Math.random() * 8)
        await sql`select pg_advisory_xact_lock(99, ${ticketId})`.execute(transaction)
        const { rows } = await sql<{ version: number }>`insert into event_outbox
            (type, occurred_at, ticket_id, actor_kind, version, data)
          values ('ticket.deleted', '2026-03-11T10:30:00Z', ${ticketId}, 'system', nextval('version_of_test'), '{}')
          returning version`.execute(transaction)
        await sleep(Math.random() ** 3 * 40)
        if (Math.random() < 0.05) {
          await transaction.rollback().execute()
        } else {
          committed.push(`${ticketId} ${rows[0]!.version}`)
          await transaction.commit().execute()
        }
      }
    }
    const read: { position: number; ticketId: number; version: number }[] = []
    const state = { isDone: false }
    const follow = async () => {
      for (let isLast = false; !isLast;) {
        isLast = state.isDone
        const { json } = await service.send('GET', `/api/events?after=${read.at(-1)?.position ?? start}&limit=100`)
        read.push(...json)
        if (json.length === 100) isLast = false
      }
    }
    const sequence = async () => {
      while (!state.isDone) await numberEvents(writers)
    }
    const others = [sequence(), sequence()]
    const following = follow()
    await Promise.all(Array.from({ length: WRITERS }, write))
    await numberEvents(writers)
    state.isDone = true
    await Promise.all([...others, following])
    await writers.destroy()
    expect(read.map(({ position }) => position)).toEqual(read.map((_, index) => start + 1 + index))
    expect(read.map((event) => `${event.ticketId} ${event.version}`).toSorted()).toEqual(committed.toSorted())
    const last = new Map<number, number>()
    for (const { ticketId, version } of read) {
      expect(version).toBeGreaterThan(last.get(ticketId) ?? 0)
      last.set(ticketId, version)
    }
  })

  it('an event of another process gets its position, and a waiting reader is notified', async () => {
    const log = followLog(service.db, { pollMs: 20, idlePollMs: 20 })
    const end = await lastPosition()
    const waiting = log.waitBeyond(end, AbortSignal.timeout(5_000))
    await sql`insert into event_outbox (type, occurred_at, ticket_id, actor_kind, version, data)
      values ('ticket.deleted', '2026-03-11T10:30:00Z', 1, 'system', 1, '{}')`.execute(service.db)
    expect(await waiting).toBe(end + 1)
    await log.stop()
  })

  it('a wait ends when it is aborted, and when the log stops', async () => {
    const log = followLog(service.db)
    const end = await lastPosition()
    expect(await log.waitBeyond(end, AbortSignal.timeout(50))).toBeLessThanOrEqual(end)
    const waiting = log.waitBeyond(end, AbortSignal.timeout(20_000))
    await log.stop()
    expect(await waiting).toBeLessThanOrEqual(end)
  })
})

describe('GET /api/events', () => {
  beforeEach(async () => {
    await service.client.tickets.create(aTicket)
    await lastPosition()
  })

  it('pages by cursor and by after, by type and ticket', async () => {
    const { ticketId } = await service.client.tickets.create(aTicket)
    await service.client.tickets.update({ id: ticketId, ...aTicket, status: 'CLOSED' })
    const after = (await lastPosition()) - 3
    const [first, ...rest] = await eventsAfter(after)
    expect(first).toMatchObject({ position: after + 1, type: 'ticket.created', ticketId, version: 1 })
    expect(rest.map(({ type }) => type)).toEqual(['ticket.updated', 'ticket.status_changed'])
    const page = await service.send('GET', `/api/events?after=${after}&limit=2`)
    const next = /<[^>]*(\/api\/events[^>]*)>; rel="next"/.exec(page.headers.get('link') ?? '')?.[1]
    expect((await service.send('GET', next!)).json).toEqual([rest[1]])
    const ofType = await service.send(
      'GET',
      `/api/events?types=ticket.status_changed&types=ticket.created&ticketId=${ticketId}`,
    )
    expect(ofType.json).toEqual([first, rest[1]])
    expect((await service.send('GET', '/api/events?ticketId=999999')).json).toEqual([])
  })

  it.each(['-1', 'x', '1.5', '9007199254740993'])('400 INVALID_INPUT for after=%s', async (after) => {
    const { status, json } = await service.send('GET', `/api/events?after=${after}`)
    expect([status, json.code]).toEqual([400, 'INVALID_INPUT'])
  })

  it('400 INVALID_INPUT for a position that the log has not reached', async () => {
    const end = await lastPosition()
    expect((await service.send('GET', `/api/events?after=${end}`)).json).toEqual([])
    const { status, json } = await service.send('GET', `/api/events?after=${end + 1}`)
    expect([status, json.detail]).toEqual([400, `after: Must be at most ${end}, the last position of this log`])
  })

  it('410 EVENTS_TRIMMED with the oldest position after old events were removed', async () => {
    await age(91)
    const old = await lastPosition()
    await service.client.tickets.create(aTicket)
    await trimEvents(service.db, 90, service.clock.now)
    const { status, json } = await service.send('GET', `/api/events?after=${old - 1}`)
    expect([status, json.code]).toEqual([410, 'EVENTS_TRIMMED'])
    expect(json.detail).toContain(`The oldest event has position ${old + 1}`)
    expect(await eventsAfter(old)).toHaveLength(1)
    expect((await service.send('GET', '/api/events')).json).toHaveLength(1)
  })

  it('whole partitions are dropped', async () => {
    const end = await lastPosition()
    await sql`update event_log set last_position = 999990`.execute(service.db)
    for (let count = 0; count < 12; count++) await service.client.tickets.create(aTicket)
    await age(91)
    await service.client.tickets.create(aTicket)
    expect(await lastPosition()).toBe(1_000_003)
    await sql`update event_log set trimmed_to = ${end}`.execute(service.db)
    await trimEvents(service.db, 90, service.clock.now)
    const { rows } = await sql`select relname from pg_class where relname = 'events_0'`.execute(service.db)
    expect(rows).toEqual([])
    expect(
      (await service.send('GET', '/api/events')).json.map((event: { position: number }) => event.position),
    ).toEqual([1_000_003])
  })
})
