// A ticket is sent as the JSON that its row keeps, which Postgres writes.
import { Ticket } from '@kinconecta/support-contracts'
import fc from 'fast-check'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { jsonPattern } from '../../src/operations/json-pattern.ts'
import { aTicket, useService } from '../support/harness.ts'

const service = useService()
const path = (id: number) => `/api/support_tickets/${id}`

const ticket: Ticket = {
  ticketId: 7,
  userId: null,
  roleContext: 'GUEST',
  fullName: 'Ñusta "la" \\ \u0001 \u007f \u2028',
  email: 'a@example.com',
  subject: '\n\t\b\f\r/',
  category: 'GENERAL',
  message: '🦤',
  status: 'OPEN',
  createdAt: '2026-03-11T10:30:00',
  updatedAt: '0001-01-01T00:00:00',
}

it('is to the byte what JSON.stringify writes of it', async () => {
  const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }).map((value) => value.replaceAll('\0', ' '))
  await fc.assert(
    fc.asyncProperty(text, text, async (subject, message) => {
      const created = await service.send('POST', '/api/support_tickets', { ...aTicket, subject, message })
      expect(created.status).toBe(201)
      const [id, written] = [created.json.ticketId, JSON.stringify(created.json)]
      expect((await service.send('GET', path(id))).text).toBe(written)
      const { text: page } = await service.send('GET', `/api/support_tickets?ticketIdFrom=${id}&limit=1`)
      expect(page).toBe(`[${written}]`)
    }),
    { numRuns: 100 },
  )
})

it('follows every change, also one of SQL', async () => {
  const { json: created } = await service.send('POST', '/api/support_tickets', { ...aTicket, userId: 7 })
  await sql`update support_tickets set user_id = null, status = 'CLOSED', subject = ${'"\u0001'},
    created_at = '1999-12-31T23:59:59.999+00' where ticket_id = ${created.ticketId}`.execute(service.db)
  const changed = { userId: null, status: 'CLOSED', subject: '"\u0001', createdAt: '1999-12-31T23:59:59' }
  expect((await service.send('GET', path(created.ticketId))).json).toEqual({ ...created, ...changed })
})

it('may be as long as a message of nothing but escapes makes it', async () => {
  const message = '\u0001'.repeat(65_535)
  const { rows } = await sql<{ id: number }>`insert into support_tickets
    (full_name, email, subject, message, created_at, updated_at)
    values ('n', 'e', 's', ${message}, now(), now()) returning ticket_id as id`.execute(service.db)
  expect((await service.send('GET', path(rows[0]!.id))).json.message).toBe(message)
})

it.each(['infinity', '-infinity', '12026-03-11'])(
  'is not sent where it is no ticket of the contract, such as one of %s',
  async (moment) => {
    const { json: created } = await service.send('POST', '/api/support_tickets', aTicket)
    const id: number = created.ticketId
    await sql`update support_tickets set created_at = ${moment} where ticket_id = ${id}`.execute(service.db)
    const wanted = [path(id), `/api/support_tickets?ticketIdFrom=${id}`, `/trpc/tickets.get?input={"id":${id}}`]
    for (const address of wanted) {
      const { status, text } = await service.send('GET', address)
      expect(text).toContain('"code":"INTERNAL"')
      expect(status).toBe(500)
    }
    await service.send('DELETE', path(id))
  },
)

describe('the pattern of a schema', () => {
  const pattern = jsonPattern(Ticket)

  it('is met by what the schema allows', () => {
    const others = [{ userId: 9_007_199_254_740_991 }, { status: 'IN_PROGRESS' }, { message: '' }]
    for (const other of [{}, ...others]) expect(JSON.stringify({ ...ticket, ...other })).toMatch(pattern)
  })

  it.each<[string, object]>([
    ['an id of 0', { ticketId: 0 }],
    ['an id that is text', { ticketId: '7' }],
    ['an id with a fraction', { ticketId: 7.5 }],
    ['an unknown status', { status: 'DONE' }],
    ['null where it may not be', { email: null }],
    ['a moment with a fraction', { createdAt: '2026-03-11T10:30:00.5' }],
    ['one more member', { internal: true }],
    ['a member that is missing', { message: undefined }],
  ])('is not met by %s', (_, other) => {
    const value = { ...ticket, ...other }
    expect(Ticket.strict().safeParse(value).success).toBe(false)
    expect(JSON.stringify(value)).not.toMatch(pattern)
  })

  it.each([
    ['a control character', '\n'],
    ['an escape that JSON does not know', String.raw`\x41`],
    ['half an escape', String.raw`\u00`],
    ['a quote that ends it', '"'],
  ])('is not met by text with %s', (_, raw) => {
    expect(JSON.stringify(ticket).replace('🦤', () => raw)).not.toMatch(pattern)
  })

  it('is refused for a schema with a rule that it does not know', () => {
    const unknown = [z.number(), z.int(), z.array(z.string()), z.object({ a: z.string().optional() })]
    for (const schema of unknown) expect(() => jsonPattern(schema)).toThrow('There is no pattern for')
  })
})
