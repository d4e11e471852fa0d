import { type Kysely, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from '../../src/platform/database/connection.ts'
import type { Database } from '../../src/platform/database/tables.ts'
import { searchPage } from '../../src/messages/message-search.ts'
import { messagePage, type Viewer } from '../../src/messages/messages.list.ts'
import { useService } from '../support/harness.ts'

const service = useService()
const MESSAGES = 100_000
const TICKETS = 20_000
// Pages of the table and its indexes, which have about 6,000.
const MOST_PAGES = 3_500
// For the conversation of one ticket.
const MOST_PAGES_OF_A_TICKET = 60

let db: Kysely<Database>
beforeAll(async () => {
  db = openDatabase(service.databaseUrl, { maxConnections: 1, hasTimeouts: false })
  await sql`insert into support_tickets (user_id, full_name, email, subject, message, created_at, updated_at)
    select n, 'Ana', 'ana@example.com', 'Cambio', 'Hola', now(), now() from generate_series(1, ${TICKETS}) as n`.execute(
    db,
  )
  await sql`insert into messages (ticket_id, kind, author_kind, body, created_at)
    select 1 + n % ${TICKETS}::int, case when n % 7 = 0 then 'note' else 'reply' end, 'agent',
      'El mensaje ' || n || case when n % 2 = 0 then ' gato' else ' perro' end
        || case when n % 100 = 1 then ' loro' else '' end || case when n between 11 and 13 then ' tucan' else '' end,
      now()
    from generate_series(1, ${MESSAGES}) as n`.execute(db)
  await sql`vacuum (analyze) messages, support_tickets`.execute(db)
}, 300_000)
afterAll(() => db.destroy())

const staff: Viewer = { kind: 'staff', authorId: 'agent:7' }
const requester: Viewer = { kind: 'requester', hidesMerged: false }

/** Runs a read twice, and returns its result and the pages that the second one has read, from memory or disk. */
async function pagesOf<Result>(read: () => Promise<Result>): Promise<{ result: Result; pages: number }> {
  await read() // the first run plans statements, which reads pages of the catalog
  const before = await pagesRead()
  const result = await read()
  return { result, pages: (await pagesRead()) - before }
}

async function pagesRead(): Promise<number> {
  await sql`select pg_stat_force_next_flush()`.execute(db)
  const { rows } = await sql<{ pages: number }>`
    select blks_hit + blks_read as pages from pg_stat_database where datname = current_database()`.execute(db)
  return rows[0]!.pages
}

describe(`among ${MESSAGES} messages`, () => {
  it.each([
    ['half of them', 'gato', 100],
    ['one in a hundred', 'loro', 100],
    ['the oldest three', 'tucan', 3],
    ['none', 'ornitorrinco', 0],
    ['a phrase', '"mensaje 99981 perro"', 1],
  ])('a search of staff that finds %s (%s) reads few pages', async (_, q, count) => {
    const search = () => searchPage(db, { q, limit: 100 }, { kind: 'all' }, staff, async (rows) => rows)
    const { result, pages } = await pagesOf(search)
    expect(result.items).toHaveLength(count)
    expect(pages).toBeLessThan(MOST_PAGES)
  })

  it('a search of a requester reads only the own conversations', async () => {
    const scope = { kind: 'own', userId: 8 } as const
    const search = () => searchPage(db, { q: 'perro' }, scope, requester, async (rows) => rows)
    const { result, pages } = await pagesOf(search)
    expect(result.items).toHaveLength(4) // of five messages, one is a note
    expect(pages).toBeLessThan(MOST_PAGES_OF_A_TICKET)
  })

  it('a conversation is read along an index', async () => {
    const { result, pages } = await pagesOf(() => messagePage(db, { id: 8 }, staff, async (rows) => rows))
    expect(result.items).toHaveLength(6)
    expect(pages).toBeLessThan(MOST_PAGES_OF_A_TICKET)
  })
})
