import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { operations } from '@kinconecta/support-contracts'
import { serializersOf } from '../../src/operations/serialize.ts'
import { aTicket, useService } from '../support/harness.ts'

const service = useService()
const path = (id: number) => `/api/support_tickets/${id}`

it('a ticket equals the output of JSON.stringify byte for byte, alone and in a list', async () => {
  const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }).map((value) => value.replaceAll('\0', ' '))
  await fc.assert(
    fc.asyncProperty(text, text, async (subject, message) => {
      const created = await service.send('POST', '/api/support_tickets', { ...aTicket, subject, message })
      expect(created.json).toMatchObject({ subject, message })
      const written = JSON.stringify(created.json)
      const { ticketId: id } = created.json
      expect(created.text).toBe(written)
      expect((await service.send('GET', path(id))).text).toBe(written)
      expect((await service.send('GET', `/api/support_tickets?ticketIdFrom=${id}&limit=1`)).text).toBe(`[${written}]`)
      const input = encodeURIComponent(JSON.stringify({ id }))
      expect((await service.send('GET', `/trpc/tickets.get?input=${input}`)).text).toBe(
        `{"result":{"data":${written}}}`,
      )
    }),
    { numRuns: 100 },
  )
})

it('a message of only control characters can have the maximum length', async () => {
  const message = '\u0001'.repeat(65_535)
  const { rows } = await sql<{ id: number }>`
    insert into support_tickets (full_name, email, subject, message, created_at, updated_at)
    values ('n', 'e', 's', ${message}, now(), now()) returning ticket_id as id`.execute(service.db)
  expect((await service.send('GET', path(rows[0]!.id))).json.message).toBe(message)
})

it.each(['infinity', '-infinity', '12026-03-11'])(
  'a row that does not match the contract, such as a ticket created at %s, is 5xx and is not sent',
  async (timestamp) => {
    const { json: created } = await service.send('POST', '/api/support_tickets', aTicket)
    const id: number = created.ticketId
    await sql`update support_tickets set created_at = ${timestamp} where ticket_id = ${id}`.execute(service.db)
    const wanted = [path(id), `/api/support_tickets?ticketIdFrom=${id}`, `/trpc/tickets.get?input={"id":${id}}`]
    for (const address of wanted) {
      const { status, text } = await service.send('GET', address)
      expect(status).toBeGreaterThanOrEqual(500)
      expect(text).not.toContain(aTicket.subject)
    }
    await service.send('DELETE', path(id))
  },
)

it('the compiled functions write only the fields of the output schema', () => {
  const ticket = {
    ticketId: 7,
    userId: null,
    roleContext: 'GUEST',
    fullName: 'Ñusta "la" \\ \u0001 \u007f \u2028',
    email: 'a@example.com',
    subject: '\n\t\b\f\r/',
    category: 'GENERAL',
    message: '🦤'.repeat(50),
    status: 'OPEN',
    createdAt: '2026-03-11T10:30:00',
    updatedAt: '0001-01-01T00:00:00',
  }
  const { output } = serializersOf({ path: 'tickets.get' })
  expect(output({ ...ticket, internal: true })).toBe(JSON.stringify(ticket))
  expect(output({ ...ticket, userId: 42 })).toBe(JSON.stringify({ ...ticket, userId: 42 }))
  const list = serializersOf({ path: 'tickets.list' })
  for (const page of [
    { items: [], nextCursor: null },
    { items: [ticket, ticket], nextCursor: 'c', total: 2 },
  ]) {
    expect(list.output(page)).toBe(JSON.stringify(page))
    expect(`[${list.items(page.items)}]`).toBe(JSON.stringify(page.items))
  }
  for (const operation of operations.filter(({ kind }) => kind !== 'download')) {
    expect(serializersOf(operation).output).toBeTypeOf('function')
  }
})
