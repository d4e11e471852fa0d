// Each of these requests was accepted or rejected as something other than what the caller had sent.
import { describe, expect, it } from 'vitest'
import { anAttachment, aTicket, useService } from '../support/harness.ts'

const service = useService()
const closed = useService({ isClosed: true })
const rpc = (path: string) => service.send('GET', `/trpc/${path}`)

describe('a query that is not UTF-8', () => {
  it.each(['q=reembols%F3', 'email=%ff', 'q=%C3', 'q=%ED%A0%80', 'q=100%', 'q=%zz', 'unknown=%F3', '%F3=1'])(
    '%s is rejected',
    async (query) => {
      const { status, json } = await service.send('GET', `/api/support_tickets?${query}`)
      expect([status, json.code, json.detail]).toEqual([400, 'REQUEST_MALFORMED', expect.stringContaining('%C3%A9')])
    },
  )

  it.each(['', '&x=1', '&batch=1'])('is rejected over RPC too (%s)', async (more) => {
    const { status, json } = await rpc(`tickets.list?input=${encodeURIComponent('{"q":"x"}')}%F3${more}`)
    expect([status, json.error.data.code]).toEqual([400, 'REQUEST_MALFORMED'])
  })

  it('but an encoded query is accepted', async () => {
    const { ticketId } = await service.client.tickets.create({ ...aTicket, subject: 'Reembolsó el 100%' })
    for (const q of ['reembols%C3%B3', 'Reembols%c3%b3+100%25']) {
      const { json } = await service.send('GET', `/api/support_tickets?q=${q}`)
      expect(json.map((ticket: { ticketId: number }) => ticket.ticketId)).toEqual([ticketId])
    }
  })
})

it.each(['/api/support_tickets', '/trpc/tickets.create', '/trpc/tickets.create?x=1'])(
  'a byte order mark before JSON is ignored at %s',
  async (path) => {
    const text = `\uFEFF${JSON.stringify({ ...aTicket, subject: '\uFEFFx' })}`
    const { status, json } = await service.send('POST', path, text)
    expect([status < 300, (json.result?.data ?? json).subject]).toEqual([true, '\uFEFFx'])
    expect((await service.send('POST', path, `\uFEFF\uFEFF${JSON.stringify(aTicket)}`)).status).toBe(400)
    expect((await service.send('POST', path, '\uFEFF')).status).toBe(400)
  },
)

it.each(['createdFrom', 'createdTo', 'updatedSince'])(
  'the error for %s with an unencoded + shows the encoding',
  async (name) => {
    const ask = (value: string) => service.send('GET', `/api/support_tickets?${name}=${value}`)
    const { status, json } = await ask('2026-03-11T10:30:00+02:00')
    expect([status, json.detail]).toEqual([400, expect.stringContaining('2026-03-11T10:30:00%2B02:00')])
    expect((await ask('2026-03-11T10:30:00%2B02:00')).status).toBe(200)
    expect((await service.send('GET', '/api/support_tickets?q=2026-03-11T10:30:00+02:00')).status).toBe(200)
  },
)

describe('a condition that is never true', () => {
  it.each(['W/"1"', 'W/"1", W/"2"', '"abc"'])('If-Match: %s is not reported as a concurrent change', async (tag) => {
    const { ticketId } = await service.client.tickets.create(aTicket)
    const { attachmentId } = await service.client.attachments.create({ ...anAttachment, ticketId })
    const headers = { 'if-match': tag }
    const answers = await Promise.all([
      service.send('PUT', `/api/support_tickets/${ticketId}`, aTicket, headers),
      service.send('DELETE', `/api/support_ticket_attachments/${attachmentId}`, undefined, headers),
    ])
    for (const { status, json, headers: answered } of answers) {
      expect([status, json.code, answered.get('etag')]).toEqual([412, 'PRECONDITION_FAILED', '"1"'])
      expect([json.detail, json.title].join()).not.toContain('changed')
      expect(json.detail).toContain('strong')
    }
  })
})

describe('415 names the accepted media types', () => {
  const send = (method: string, path: string) => service.send(method, path, 'a=1', { 'content-type': 'text/csv' })
  const JSON_ONLY = 'application/json'

  it.each([
    ['POST', '/api/support_tickets', 'application/json, multipart/form-data', true],
    ['POST', '/api/support_ticket_attachments', 'application/json, multipart/form-data', true],
    ['PUT', '/api/support_tickets/1', JSON_ONLY, false],
    ['POST', '/trpc/tickets.create', JSON_ONLY, true],
  ])('%s %s', async (method, path, types, isPost) => {
    const { status, json, headers } = await send(method, path)
    expect([status, headers.get('accept')?.split(', ').toSorted().join(', ')]).toEqual([415, types])
    expect(headers.get('accept-post')).toBe(isPost ? headers.get('accept') : null)
    for (const type of types.split(', ')) expect(json.detail ?? json.error.message).toContain(type)
  })

  it('for a compressed body', async () => {
    const gzip = { 'content-encoding': 'gzip' }
    const { status, headers } = await service.send('POST', '/api/support_tickets', aTicket, gzip)
    expect([status, headers.get('accept-encoding')]).toEqual([415, 'identity'])
  })
})

it('the document of an open server requires no token, and that of a closed one does', async () => {
  const [open, guarded] = await Promise.all([service.send('GET', '/openapi.json'), closed.send('GET', '/openapi.json')])
  expect(open.text).not.toMatch(/"security"|"bearer"/)
  expect(guarded.json.paths['/support_tickets/{id}'].get.security).toEqual([{ bearer: [] }])
  expect(guarded.json.components.securitySchemes.bearer.scheme).toBe('bearer')
})
