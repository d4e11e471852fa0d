import { describe, expect, it } from 'vitest'
import { anAttachment, aTicket, useService } from '../support/harness.ts'

const service = useService()

describe('POST /api/support_tickets', () => {
  it('sets the documented defaults', async () => {
    const { json } = await service.send('POST', '/api/support_tickets', aTicket)
    expect(json).toMatchObject({ userId: null, roleContext: 'GUEST', category: 'GENERAL', status: 'OPEN' })
    expect(json).toMatchObject({ createdAt: '2026-03-11T10:30:00', updatedAt: '2026-03-11T10:30:00' })
  })

  it('ignores unknown fields, including __proto__', async () => {
    const body = `{"__proto__":{"status":"CLOSED"},"constructor":{},"ticketId":7,"x":1,${JSON.stringify(aTicket).slice(1)}`
    const { status, json } = await service.send('POST', '/api/support_tickets', body)
    expect([status, json.status, json.x]).toEqual([201, 'OPEN', undefined])
    expect(json.ticketId).not.toBe(7)
  })

  it('accepts the fields of the help form', async () => {
    const now = new Date('2026-03-11T10:29:59.987Z').toISOString()
    const form = {
      ...aTicket,
      userId: null,
      roleContext: 'GUEST',
      category: 'OTRO',
      status: 'OPEN',
      createdAt: now,
      updatedAt: now,
    }
    const { status, json } = await service.send('POST', '/api/support_tickets', form)
    expect([status, json.createdAt, json.updatedAt]).toEqual([201, '2026-03-11T10:29:59', '2026-03-11T10:29:59'])
  })

  it.each([
    ['2026-03-11T10:30:00', '2026-03-11T10:30:00'],
    ['2026-03-11T10:30', '2026-03-11T10:30:00'],
    ['2026-03-11T10:30:00Z', '2026-03-11T10:30:00'],
    ['2026-03-11T10:30:00.999999999Z', '2026-03-11T10:30:00'],
    ['2026-03-11T04:30:00-06:00', '2026-03-11T10:30:00'],
    ['2024-02-29T23:59:59.5+05:30', '2024-02-29T18:29:59'],
    ['0001-01-01T00:00:00', '0001-01-01T00:00:00'],
    ['9999-12-31T23:59:59', '9999-12-31T23:59:59'],
  ])('accepts the timestamp %s and returns %s', async (sent, received) => {
    const { json } = await service.send('POST', '/api/support_tickets', { ...aTicket, createdAt: sent })
    expect(json.createdAt).toBe(received)
  })

  it.each([
    ['fullName', '😀'.repeat(150)],
    ['email', 'ñ'.repeat(190)],
    ['subject', '字'.repeat(180)],
    ['message', 'm'.repeat(65_535)],
    ['message', '😀'.repeat(60_000)],
  ])('accepts %s with its maximum length in characters', async (field, value) => {
    const { status, json } = await service.send('POST', '/api/support_tickets', { ...aTicket, [field]: value })
    expect([status, json[field] === value]).toEqual([201, true])
  })
})

describe('PUT /api/support_tickets/{id}', () => {
  it('does not change optional fields that are omitted, and sets updatedAt to now', async () => {
    const full = {
      ...aTicket,
      userId: 42,
      roleContext: 'GUIDE',
      category: 'OTRO',
      status: 'IN_PROGRESS',
      createdAt: '2020-01-01T00:00:00',
    }
    const { json: created } = await service.send('POST', '/api/support_tickets', full)
    service.clock.now = '2026-04-01T00:00:00Z'
    const { status, json } = await service.send('PUT', `/api/support_tickets/${created.ticketId}`, {
      ...aTicket,
      subject: 'New',
    })
    expect([status, json]).toEqual([200, { ...created, subject: 'New', updatedAt: '2026-04-01T00:00:00' }])
    expect((await service.send('GET', `/api/support_tickets/${created.ticketId}`)).json).toEqual(json)
  })

  it('accepts userId null and timestamps', async () => {
    const { json: created } = await service.send('POST', '/api/support_tickets', { ...aTicket, userId: 42 })
    const fields = { ...aTicket, userId: null, createdAt: '2019-01-01T00:00:00', updatedAt: '2019-01-02T00:00:00' }
    const { json } = await service.send('PUT', `/api/support_tickets/${created.ticketId}`, fields)
    expect(json).toEqual({ ...created, ...fields })
  })

  it('uses the id of the path and ignores an id in the body', async () => {
    const { json: one } = await service.send('POST', '/api/support_tickets', aTicket)
    const { json: other } = await service.send('POST', '/api/support_tickets', aTicket)
    const { json } = await service.send('PUT', `/api/support_tickets/${one.ticketId}`, {
      ...aTicket,
      id: other.ticketId,
      subject: 'Mine',
    })
    expect(json.ticketId).toBe(one.ticketId)
    expect((await service.send('GET', `/api/support_tickets/${other.ticketId}`)).json).toEqual(other)
  })
})

describe('DELETE', () => {
  it('of a ticket deletes its attachments and no other attachments', async () => {
    const [{ ticketId: gone }, { ticketId: kept }] = await Promise.all([
      service.client.tickets.create(aTicket),
      service.client.tickets.create(aTicket),
    ])
    const lost = await service.client.attachments.create({ ...anAttachment, ticketId: gone })
    const left = await service.client.attachments.create({ ...anAttachment, ticketId: kept })
    expect((await service.send('DELETE', `/api/support_tickets/${gone}`)).status).toBe(204)
    expect((await service.send('GET', `/api/support_ticket_attachments/${lost.attachmentId}`)).json.code).toBe(
      'ATTACHMENT_NOT_FOUND',
    )
    expect((await service.send('GET', `/api/support_ticket_attachments/${left.attachmentId}`)).json).toEqual(left)
  })

  it('with a JSON content type and no body is accepted', async () => {
    const { ticketId } = await service.client.tickets.create(aTicket)
    expect((await service.send('DELETE', `/api/support_tickets/${ticketId}`, '')).status).toBe(204)
  })
})
