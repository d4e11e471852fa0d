import { sql } from 'kysely'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { anAttachment, aTicket, useService } from '../support/harness.ts'

const service = useService()
let before: unknown

const contents = async () => {
  const { rows } = await sql`select (select json_agg(t) from support_tickets t) as tickets,
    (select json_agg(a) from support_ticket_attachments a) as attachments`.execute(service.db)
  return rows
}

beforeAll(async () => {
  const { ticketId } = await service.client.tickets.create(aTicket)
  await service.client.attachments.create({ ...anAttachment, ticketId })
  before = await contents()
})

afterEach(async () => {
  expect(await contents()).toEqual(before) // nothing was changed
})

const ticketFields: [string, Record<string, unknown>, string][] = [
  ['a missing field', { message: undefined }, 'message'],
  ['an empty field', { fullName: '' }, 'fullName'],
  ['null for a required field', { email: null }, 'email'],
  ['a number for text', { subject: 7 }, 'subject'],
  ['an object for text', { subject: {} }, 'subject'],
  ['151 characters', { fullName: 'é'.repeat(151) }, 'fullName'],
  ['151 characters beyond the basic plane', { fullName: '😀'.repeat(151) }, 'fullName'],
  ['191 characters', { email: 'e'.repeat(191) }, 'email'],
  ['181 characters', { subject: 's'.repeat(181) }, 'subject'],
  ['65,536 characters', { message: 'm'.repeat(65_536) }, 'message'],
  ['an unknown enum value', { status: 'DONE' }, 'status'],
  ['an enum value in lower case', { roleContext: 'guide' }, 'roleContext'],
  ['null for an enum', { category: null }, 'category'],
  ['NUL in text', { message: 'a\0b' }, 'message'],
  ['a lone high surrogate', { message: 'a\ud800b' }, 'message'],
  ['a lone low surrogate', { message: '\udc00' }, 'message'],
  ['a user id as text', { userId: '42' }, 'userId'],
  ['user id 0', { userId: 0 }, 'userId'],
  ['a fractional user id', { userId: 1.5 }, 'userId'],
  ['a user id beyond 2^53', { userId: 2 ** 53 }, 'userId'],
  ['a date that does not exist', { createdAt: '2026-02-30T10:00:00' }, 'createdAt'],
  ['a date without time', { createdAt: '2026-02-28' }, 'createdAt'],
  ['the year 0', { createdAt: '0000-01-01T00:00:00' }, 'createdAt'],
  ['a timestamp in the year 10000 in UTC', { createdAt: '9999-12-31T23:59:59-01:00' }, 'createdAt'],
  ['a timestamp before the year 1 in UTC', { updatedAt: '0001-01-01T00:00:00+01:00' }, 'updatedAt'],
  ['a number for a date', { updatedAt: 1_773_225_000 }, 'updatedAt'],
]

describe.each([
  ['POST', '/api/support_tickets'],
  ['PUT', '/api/support_tickets/1'],
])('%s %s', (method, path) => {
  it.each(ticketFields)('400 INVALID_INPUT for %s', async (_, fields, field) => {
    const { status, json } = await service.send(method, path, { ...aTicket, ...fields })
    expect(status).toBe(400)
    expect(json).toMatchObject({
      code: 'INVALID_INPUT',
      status: 400,
      error: 'Bad Request',
      issues: [{ path: [field] }],
    })
    expect(json.message).toContain(field)
  })

  it.each(['[]', 'null', '"text"', '7', 'true', '[{}]'])('400 INVALID_INPUT for the body %s', async (body) => {
    const { status, json } = await service.send(method, path, body)
    expect([status, json.code]).toEqual([400, 'INVALID_INPUT'])
  })

  it.each(['{', '{"a":}', '{"a":1}x', "{'a':1}", 'a=1', '\u0000'])('400 REQUEST_MALFORMED for %s', async (body) => {
    const { status, json } = await service.send(method, path, body)
    expect([status, json.code, json.detail]).toEqual([400, 'REQUEST_MALFORMED', 'The body is not valid JSON'])
  })

  it('400 REQUEST_MALFORMED for bytes that are not UTF-8', async () => {
    const body = Buffer.concat([Buffer.from('{"message":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')])
    const { status, json } = await service.send(method, path, body)
    expect([status, json.code, json.detail]).toEqual([400, 'REQUEST_MALFORMED', 'The body is not UTF-8'])
  })

  it('400 INVALID_INPUT with every missing field for an empty body', async () => {
    const { status, json } = await service.send(method, path, '')
    expect(status).toBe(400)
    expect(json.issues.map((issue: { path: string[] }) => issue.path[0]).toSorted()).toEqual(
      Object.keys(aTicket).toSorted(),
    )
  })

  it('400 REQUEST_MALFORMED for a body with 21 levels, but not for 20 levels or for brackets in text', async () => {
    const nested = (levels: number) => `${'{"a":'.repeat(levels)}"\\"{[{[{[{[{[{[{[{[{[{[{[{["${'}'.repeat(levels)}`
    const [deep, allowed] = [await service.send(method, path, nested(21)), await service.send(method, path, nested(20))]
    expect([deep.json.code, allowed.json.code]).toEqual(['REQUEST_MALFORMED', 'INVALID_INPUT'])
  })

  it('413 BODY_TOO_LARGE for 10 MB', async () => {
    const { status, json } = await service.send(method, path, { ...aTicket, message: 'm'.repeat(10_000_000) })
    expect([status, json.code]).toEqual([413, 'BODY_TOO_LARGE'])
  })

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/mixed; boundary=x',
    'application/xml',
    'nonsense',
  ])('415 UNSUPPORTED_MEDIA_TYPE for %s', async (type) => {
    const { status, json } = await service.send(method, path, JSON.stringify(aTicket), { 'content-type': type })
    expect([status, json.code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE'])
  })
})

describe.each(['support_tickets', 'support_ticket_attachments'])('/api/%s/{id}', (resource) => {
  const ids = [
    '0',
    '-1',
    '1.5',
    'abc',
    '9999999999999999999',
    '9007199254740992',
    '1e3',
    '%20',
    '0x1',
    '%F0%9F%98%80',
    "1'--",
  ]
  it.each(ids.flatMap((id) => ['GET', 'DELETE'].map((method) => [method, id] as const)))(
    '400 INVALID_INPUT for %s %s',
    async (method, id) => {
      const { status, json } = await service.send(method, `/api/${resource}/${id}`)
      expect([status, json.code, json.issues[0].path]).toEqual([400, 'INVALID_INPUT', ['id']])
    },
  )

  it.each(['GET', 'DELETE'])('404 for %s of an id that was never used', async (method) => {
    const { status, json } = await service.send(method, `/api/${resource}/9007199254740991`)
    expect([status, json.status, json.error]).toEqual([404, 404, 'Not Found'])
    expect(json.code).toMatch(/^(TICKET|ATTACHMENT)_NOT_FOUND$/)
  })

  it('400 REQUEST_MALFORMED for a path that cannot be decoded', async () => {
    const { status, json } = await service.send('GET', `/api/${resource}/%ff`)
    expect([status, json.code]).toEqual([400, 'REQUEST_MALFORMED'])
  })
})

describe('POST /api/support_ticket_attachments', () => {
  it('404 TICKET_NOT_FOUND for a ticket that does not exist', async () => {
    const { status, json } = await service.send('POST', '/api/support_ticket_attachments', {
      ...anAttachment,
      ticketId: 99,
    })
    expect([status, json.code, json.message]).toEqual([404, 'TICKET_NOT_FOUND', 'Support ticket 99 not found'])
  })

  it.each([
    [{ ticketId: undefined }, 'ticketId'],
    [{ ticketId: null }, 'ticketId'],
    [{ ticketId: '1' }, 'ticketId'],
    [{ fileUrl: undefined }, 'fileUrl'],
    [{ fileUrl: 'u'.repeat(501) }, 'fileUrl'],
    [{ fileUrl: 'java\nscript:alert(1)' }, 'fileUrl'],
    [{ fileUrl: 'data:text/html,<script>alert(1)</script>' }, 'fileUrl'],
    [{ fileName: 'n'.repeat(256) }, 'fileName'],
    [{ mimeType: 'm'.repeat(101) }, 'mimeType'],
    [{ fileSizeBytes: -1 }, 'fileSizeBytes'],
    [{ fileSizeBytes: 0.5 }, 'fileSizeBytes'],
    [{ fileSizeBytes: 2 ** 53 }, 'fileSizeBytes'],
    [{ uploadedAt: 'yesterday' }, 'uploadedAt'],
  ])('400 INVALID_INPUT for %o', async (fields, field) => {
    const body = { ...anAttachment, ticketId: 1, ...fields }
    const { status, json } = await service.send('POST', '/api/support_ticket_attachments', body)
    expect([status, json.code, json.issues[0].path]).toEqual([400, 'INVALID_INPUT', [field]])
  })
})
