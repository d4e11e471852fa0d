// A misspelled filter listed everything, a misspelled field of a webhook made it send everything.
import { describe, expect, it } from 'vitest'
import { overRpc } from '../support/both-transports.ts'
import { aTicket, useService } from '../support/harness.ts'

const service = useService()
const url = 'https://hooks.example.com/in'

describe('a field that an operation does not know is refused', () => {
  it.each([
    ['POST', '/api/webhooks', { url, events: ['ticket.created'] }, ['events']],
    ['POST', '/api/desk/views', { name: 'Mine', query: { assigneId: 'me' } }, ['query', 'assigneId']],
    ['GET', '/api/events?type=ticket.deleted', undefined, ['type']],
    ['GET', '/api/desk/tickets?assigneId=none', undefined, ['assigneId']],
    ['POST', '/api/support_tickets/1/messages', { body: 'Hola', attachments: [1] }, ['attachments']],
  ] as const)('%s %s', async (method, path, body, field) => {
    const { status, json } = await service.send(method, path, body)
    expect([status, json.code, json.issues[0].path]).toEqual([400, 'INVALID_INPUT', field])
  })

  it('also over RPC, by name', async () => {
    const { status, json } = await overRpc(service, 'desk.tickets.list', { assigneId: 'none' })
    expect(status).toBe(400)
    expect(json.error.message).toMatch(/^assigneId: Unknown field/)
  })

  it('but not by the earlier API, whose callers send more', async () => {
    const ticket = { ...aTicket, source: 'contact form' }
    expect((await service.send('POST', '/api/support_tickets', ticket)).status).toBe(201)
    expect((await service.send('GET', '/api/support_tickets?_=1')).status).toBe(200)
  })
})
