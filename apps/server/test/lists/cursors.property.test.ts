import type { TicketQuery, TicketSort } from '@kinconecta/support-contracts'
import fc from 'fast-check'
import { sql } from 'kysely'
import { beforeEach, describe, expect, it } from 'vitest'
import { doors, outcomeOf } from '../support/both-transports.ts'
import { useService } from '../support/harness.ts'

const service = useService()
// A walk that meets more new tickets than it reads would not end.
const MOST_DISTURBANCES = 12
const sorts: TicketSort[] = ['ticketId', '-ticketId', 'createdAt', '-createdAt', 'updatedAt', '-updatedAt']

// Few different moments, less than a second apart, so that pages end in the middle of ties.
const addTickets = (count: number) =>
  sql`insert into support_tickets (full_name, email, subject, message, created_at, updated_at)
    select 'n', 'e', 'farol', 'm', timestamptz '2026-03-01T00:00:00Z' + random(0, 9) * interval '0.1 second',
      timestamptz '2026-03-01T00:00:00Z' + random(0, 9) * interval '0.000001 second'
    from generate_series(1, ${sql.lit(count)})`.execute(service.db)

const startAnew = async () => {
  await sql`truncate support_tickets cascade`.execute(service.db)
  await addTickets(60)
}
beforeEach(startAnew)

const idsNow = async () => {
  const rows = await service.db.selectFrom('support_tickets').select('ticket_id').execute()
  return rows.map((row) => row.ticket_id)
}

/** Others at work between two pages; tells which ticket's moments they changed. */
async function disturb(random: () => number): Promise<number> {
  const ids = await idsNow()
  const some = () => ids[Math.floor(random() * ids.length)]!
  const [deleted, renamed, moved] = [some(), some(), some()]
  await addTickets(3)
  await sql`delete from support_tickets where ticket_id = ${deleted}`.execute(service.db)
  await sql`update support_tickets set message = 'farol, farol' where ticket_id = ${renamed}`.execute(service.db)
  await sql`update support_tickets set created_at = created_at + interval '0.3 second', updated_at = updated_at - interval '0.000003 second'
    where ticket_id = ${moved}`.execute(service.db)
  return moved
}

describe('a walk from page to page while others write', () => {
  const queries = [...sorts.map((sort) => ({ sort })), { q: 'farol' }, { status: ['OPEN'], sort: '-createdAt' }]
  it.each(queries)('%j meets each ticket that was there throughout once', async (query) => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 2 ** 31 - 2 }),
        async (limit, seed) => {
          await startAnew()
          const random = randomNumbers(seed)
          const before = await idsNow()
          const moved = new Set<number>()
          const seen: number[] = []
          let pages = 0
          for (let cursor: string | null | undefined; cursor !== null; pages++) {
            const asked = { ...query, limit, ...(cursor !== undefined && { cursor }) } as TicketQuery
            const page = await service.client.tickets.list(asked)
            seen.push(...page.items.map(({ ticketId }) => ticketId))
            cursor = page.nextCursor
            if (pages < MOST_DISTURBANCES) moved.add(await disturb(random))
          }
          const after = new Set(await idsNow())
          const throughout = before.filter((id) => after.has(id) && !moved.has(id))
          const times = (id: number) => seen.filter((other) => other === id).length
          expect(throughout.filter((id) => times(id) !== 1)).toEqual([])
          expect(seen.filter((id) => !moved.has(id) && times(id) > 1)).toEqual([])
        },
      ),
      { numRuns: 10 },
    )
  })
})

/** Numbers from 0 to 1, the same for the same seed. */
function randomNumbers(seed: number): () => number {
  let state = seed
  return () => (state = (state * 48_271) % (2 ** 31 - 1)) / 2 ** 31
}

describe.each(doors)('a cursor over %s', (_, door) => {
  const list = async (input: Record<string, unknown>) => outcomeOf(await door(service, 'tickets.list', input))
  const cursorOf = async (input: object) => (await service.client.tickets.list({ limit: 5, ...input })).nextCursor!

  it('is for its own sort and filters alone', async () => {
    const inputs = [
      {},
      ...sorts.map((sort) => ({ sort })),
      { q: 'farol' },
      { q: 'farol -nada' },
      { q: 'farol', sort: 'relevance' },
      { status: ['OPEN'] },
    ]
    for (const [index, own] of inputs.entries()) {
      const cursor = await cursorOf(own)
      expect((await list({ ...own, limit: 7, cursor })).status).toBe(200)
      for (const other of inputs.filter((_other, place) => place !== index)) {
        expect((await list({ ...other, limit: 5, cursor })).code).toBe('CURSOR_INVALID')
      }
      expect(outcomeOf(await door(service, 'attachments.list', { cursor })).code).toBe('CURSOR_INVALID')
    }
  })

  it('is the same list whatever the order in which the values of a filter come', async () => {
    const cursor = await cursorOf({ status: ['OPEN', 'CLOSED'], category: ['GENERAL'] })
    expect((await list({ category: ['GENERAL'], status: ['CLOSED', 'OPEN'], cursor })).status).toBe(200)
  })

  it('is 400 CURSOR_INVALID with any character altered, left out or added', async () => {
    const cursor = await cursorOf({ sort: '-createdAt' })
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const altered = Array.from(cursor, (character, index) => {
      const other = alphabet[(alphabet.indexOf(character) + 1 + (index % 63)) % 64]!
      return cursor.slice(0, index) + other + cursor.slice(index + 1)
    })
    for (const bad of [...altered, cursor.slice(1), cursor.slice(0, -1), `${cursor}A`, `${cursor}=`, ` ${cursor}`]) {
      expect([bad, (await list({ sort: '-createdAt', cursor: bad })).code]).toEqual([bad, 'CURSOR_INVALID'])
    }
  })

  it('is never a 5xx, whatever it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string({ unit: 'binary', maxLength: 80 }), fc.base64String()), async (cursor) => {
        expect(['CURSOR_INVALID', 'INVALID_INPUT']).toContain((await list({ cursor })).code)
      }),
      { numRuns: 100 },
    )
  })
})
