// A search read the words of the newest 512 texts, however long they were: 60 long messages of one requester made every
// search of the support team exceed its time limit.
import { sql } from 'kysely'
import { beforeAll, expect, it } from 'vitest'
import { aTicket, useService } from '../support/harness.ts'

const service = useService()

// 60,000 bytes with 12,000 different words: computing them takes up to 50 ms.
const LONG = sql`(select left(string_agg(substr(md5(i::text), 1, 4), ' '), 59980) || ' maleta rota'
  from generate_series(1, 12000) as i)`
const LONG_TEXTS = sql.lit(60)

let oldId: number
beforeAll(async () => {
  const { db, client } = service
  oldId = (await client.tickets.create({ ...aTicket, message: 'reembolso' })).ticketId
  await client.messages.create({ id: oldId, body: 'equipaje' })
  const { ticketId } = await client.tickets.create(aTicket)
  await sql`insert into messages (ticket_id, kind, author_kind, body, created_at)
    select ${ticketId}, 'reply', 'requester', ${LONG}, now() from generate_series(1, ${LONG_TEXTS})`.execute(db)
  await sql`insert into support_tickets (full_name, email, subject, message, created_at, updated_at)
    select 'n', 'e', 's', ${LONG}, now(), now() from generate_series(1, ${LONG_TEXTS})`.execute(db)
}, 60_000)

it.each([
  ['/api/support_tickets?q=reembolso'],
  ['/api/support_tickets?q=reembolso&sort=relevance'],
  ['/api/desk/tickets?q=reembolso'],
  ['/api/desk/tickets?q=equipaje'],
  ['/api/messages/search?q=equipaje'],
  ['/api/desk/messages/search?q=equipaje'],
])('%s finds what is behind 60 long texts', async (path) => {
  const { status, json } = await service.send('GET', path)
  expect([status, (json.items ?? json).map((item: { ticketId: number }) => item.ticketId)]).toEqual([200, [oldId]])
})

it.each([
  ['/api/support_tickets?q=maleta&sort=relevance&limit=5'],
  ['/api/support_tickets?q=maleta&limit=5'],
  ['/api/desk/tickets?q=maleta&limit=5'],
  ['/api/desk/messages/search?q=maleta&limit=5'],
])('%s finds the long texts', async (path) => {
  const { status, json } = await service.send('GET', path)
  expect([status, (json.items ?? json).length]).toEqual([200, 5])
})
