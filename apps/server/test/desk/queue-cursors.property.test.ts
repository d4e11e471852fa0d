import { DeskTicketSort } from '@kinconecta/support-contracts'
import fc from 'fast-check'
import { sql } from 'kysely'
import { beforeEach, describe, expect, it } from 'vitest'
import { outcomeOf, transports } from '../support/both-transports.ts'
import { useService } from '../support/harness.ts'

const service = useService()
// A walk does not end if more tickets are added than it reads.
const MOST_DISTURBANCES = 12
const sorts = DeskTicketSort.options

// Few different values, less than a second apart, so that pages end between equal values.
const addTickets = (count: number) =>
  sql`insert into support_tickets (full_name, email, subject, message, status, priority, assignee_id, created_at,
      updated_at, last_message_at)
    select 'n', 'e', case when n % 2 = 0 then 'farol' else 's' end, 'm',
      ('{OPEN,OPEN,IN_PROGRESS,CLOSED}'::ticket_status[])[1 + random(0, 3)],
      ('{LOW,NORMAL,URGENT}'::ticket_priority[])[1 + random(0, 2)], (array['a1', null])[1 + random(0, 1)],
      timestamptz '2026-03-01T00:00:00Z' + random(0, 9) * interval '0.1 second', now(),
      case when n % 3 > 0 then timestamptz '2026-03-01T00:00:00Z' + random(0, 9) * interval '0.000001 second' end
    from generate_series(1, ${sql.lit(count)}) n`.execute(service.db)

const resetTickets = async () => {
  await sql`truncate support_tickets cascade`.execute(service.db)
  await sql`insert into agents (agent_id, role) values ('a1', 'agent') on conflict do nothing`.execute(service.db)
  await addTickets(60)
  // Every ticket has a message with the searched word, except those that have it in the subject.
  await sql`insert into messages (ticket_id, kind, author_kind, body, created_at)
    select ticket_id, 'note', 'agent', 'Un farol', now() from support_tickets where subject = 's'`.execute(service.db)
}
beforeEach(resetTickets)

const idsNow = async () => {
  const rows = await service.db.selectFrom('support_tickets').select('ticket_id').execute()
  return rows.map((row) => row.ticket_id)
}

/** Changes tickets between two pages. Returns the ids of the tickets whose places in the order changed. */
async function disturb(random: () => number): Promise<number[]> {
  const ids = await idsNow()
  const randomId = () => ids[Math.floor(random() * ids.length)]!
  const [deleted, renamed, moved, raised] = [randomId(), randomId(), randomId(), randomId()]
  await addTickets(3)
  await sql`delete from support_tickets where ticket_id = ${deleted}`.execute(service.db)
  await sql`update support_tickets set message = 'farol, farol' where ticket_id = ${renamed}`.execute(service.db)
  await sql`update support_tickets set created_at = created_at + interval '0.3 second',
    last_message_at = '2026-03-01T00:00:00.000003Z' where ticket_id = ${moved}`.execute(service.db)
  await sql`update support_tickets set priority = 'HIGH' where ticket_id = ${raised}`.execute(service.db)
  return [moved, raised]
}

describe('a walk from page to page of the queue during writes', () => {
  const filters = [{}, { status: ['OPEN', 'IN_PROGRESS'] }, { assigneeId: 'a1' }, { q: 'farol' }]
  const queries = sorts.flatMap((sort) => filters.map((filter) => Object.assign({ sort }, filter)))
  it.each(queries)('%j returns each ticket that existed throughout once', async (query) => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 2 ** 31 - 2 }),
        async (limit, seed) => {
          await resetTickets()
          const random = randomNumbers(seed)
          const matching = async () => {
            const { items } = await service.client.desk.tickets.list({ ...query, limit: 1000 } as object)
            return items.map(({ ticketId }) => ticketId)
          }
          const before = await matching()
          const moved = new Set<number>()
          const seen: number[] = []
          let pages = 0
          for (let cursor: string | null | undefined; cursor !== null; pages++) {
            const page = await service.client.desk.tickets.list({ ...query, limit, cursor } as object)
            seen.push(...page.items.map(({ ticketId }) => ticketId))
            cursor = page.nextCursor
            if (pages < MOST_DISTURBANCES) for (const id of await disturb(random)) moved.add(id)
          }
          const after = new Set(await idsNow())
          const throughout = before.filter((id) => after.has(id) && !moved.has(id))
          const times = (id: number) => seen.filter((other) => other === id).length
          expect(throughout.filter((id) => times(id) !== 1)).toEqual([])
          expect(seen.filter((id) => !moved.has(id) && times(id) > 1)).toEqual([])
        },
      ),
      { numRuns: 4 },
    )
  })
})

/** Returns a generator of numbers from 0 to 1, with the same numbers for the same seed. */
function randomNumbers(seed: number): () => number {
  let state = seed
  return () => (state = (state * 48_271) % (2 ** 31 - 1)) / 2 ** 31
}

describe.each(transports)('a cursor of the queue over %s', (_, transport) => {
  const list = async (input: Record<string, unknown>) => outcomeOf(await transport(service, 'desk.tickets.list', input))
  const cursorOf = async (input: object) => (await service.client.desk.tickets.list({ limit: 5, ...input })).nextCursor!

  it('is valid only with its own sort and filters', async () => {
    const inputs = [
      {},
      ...sorts.map((sort) => ({ sort })),
      { q: 'farol' },
      { status: ['OPEN'] },
      { priority: ['URGENT'] },
      { assigneeId: 'a1' },
      { isUnread: true },
    ]
    for (const [index, own] of inputs.entries()) {
      const cursor = await cursorOf(own)
      expect((await list({ ...own, limit: 7, cursor })).status).toBe(200)
      for (const other of inputs.filter((_other, place) => place !== index)) {
        expect((await list({ ...other, limit: 5, cursor })).code).toBe('CURSOR_INVALID')
      }
      expect(outcomeOf(await transport(service, 'tickets.list', { cursor })).code).toBe('CURSOR_INVALID')
    }
  })

  it('is never a 5xx for any text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string({ unit: 'binary', maxLength: 80 }), fc.base64String()), async (cursor) => {
        expect(['CURSOR_INVALID', 'INVALID_INPUT']).toContain((await list({ cursor })).code)
      }),
      { numRuns: 100 },
    )
  })
})
