import type { TicketQuery, TicketSort } from '@kinconecta/support-contracts'
import fc from 'fast-check'
import { sql } from 'kysely'
import { beforeEach, describe, expect, it } from 'vitest'
import { transports, outcomeOf } from '../support/both-transports.ts'
import { useService } from '../support/harness.ts'

const service = useService()
// A walk does not end if more tickets are added than it reads.
const MOST_DISTURBANCES = 12
const sorts: TicketSort[] = ['ticketId', '-ticketId', 'createdAt', '-createdAt', 'updatedAt', '-updatedAt']

// Few different timestamps, less than a second apart, so that pages end between equal values.
const addTickets = (count: number) =>
  sql`insert into support_tickets (full_name, email, subject, message, created_at, updated_at)
    select 'n', 'e', 'farol', 'm', timestamptz '2026-03-01T00:00:00Z' + random(0, 9) * interval '0.1 second',
      timestamptz '2026-03-01T00:00:00Z' + random(0, 9) * interval '0.000001 second'
    from generate_series(1, ${sql.lit(count)})`.execute(service.db)

const resetTickets = async () => {
  await sql`truncate support_tickets cascade`.execute(service.db)
  await addTickets(60)
}
beforeEach(resetTickets)

const idsNow = async () => {
  const rows = await service.db.selectFrom('support_tickets').select('ticket_id').execute()
  return rows.map((row) => row.ticket_id)
}

/** Changes tickets between two pages. Returns the id of the ticket whose timestamps changed. */
async function disturb(random: () => number): Promise<number> {
  const ids = await idsNow()
  const randomId = () => ids[Math.floor(random() * ids.length)]!
  const [deleted, renamed, moved] = [randomId(), randomId(), randomId()]
  await addTickets(3)
  await sql`delete from support_tickets where ticket_id = ${deleted}`.execute(service.db)
  await sql`update support_tickets set message = 'farol, farol' where ticket_id = ${renamed}`.execute(service.db)
  await sql`update support_tickets set created_at = created_at + interval '0.3 second', updated_at = updated_at - interval '0.000003 second'
    where ticket_id = ${moved}`.execute(service.db)
  return moved
}

describe('a walk from page to page during writes', () => {
  const queries = [...sorts.map((sort) => ({ sort })), { q: 'farol' }, { status: ['OPEN'], sort: '-createdAt' }]
  it.each(queries)('%j returns each ticket that existed throughout once', async (query) => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 2 ** 31 - 2 }),
        async (limit, seed) => {
          await resetTickets()
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

/** Returns a generator of numbers from 0 to 1, with the same numbers for the same seed. */
function randomNumbers(seed: number): () => number {
  let state = seed
  return () => (state = (state * 48_271) % (2 ** 31 - 1)) / 2 ** 31
}

describe.each(transports)('a cursor over %s', (_, transport) => {
  const list = async (input: Record<string, unknown>) => outcomeOf(await transport(service, 'tickets.list', input))
  const cursorOf = async (input: object) => (await service.client.tickets.list({ limit: 5, ...input })).nextCursor!

  it('is valid only with its own sort and filters', async () => {
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
      expect(outcomeOf(await transport(service, 'attachments.list', { cursor })).code).toBe('CURSOR_INVALID')
    }
  })

  it('is valid with the values of a filter in any order', async () => {
    const cursor = await cursorOf({ status: ['OPEN', 'CLOSED'], category: ['GENERAL'] })
    expect((await list({ category: ['GENERAL'], status: ['CLOSED', 'OPEN'], cursor })).status).toBe(200)
  })

  it('is 400 CURSOR_INVALID if a character is changed, removed or added', async () => {
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

  it('is never a 5xx for any text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string({ unit: 'binary', maxLength: 80 }), fc.base64String()), async (cursor) => {
        expect(['CURSOR_INVALID', 'INVALID_INPUT']).toContain((await list({ cursor })).code)
      }),
      { numRuns: 100 },
    )
  })
})
