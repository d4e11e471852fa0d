import { describe, expect, it } from 'vitest'
import { aTicket, useService } from '../support/harness.ts'

const service = useService()

describe('a timestamp with fractional digits is truncated', () => {
  it.each(['9999999', '999999999', '9999995', '999999'])('23:59:59.%s stays in its year', async (fraction) => {
    const at = (year: number) => `${year}-12-31T23:59:59.${fraction}`
    const { json } = await service.send('POST', '/api/support_tickets', { ...aTicket, createdAt: at(2030) })
    expect(json.createdAt).toBe('2030-12-31T23:59:59')
    const { json: next } = await service.send('POST', '/api/support_tickets', {
      ...aTicket,
      createdAt: '2027-01-01T00:00:00',
    })
    const query = `createdFrom=2026-12-01T00:00:00&createdTo=${at(2026)}`
    const { json: found } = await service.send('GET', `/api/support_tickets?${query}`)
    expect(found.map(({ ticketId }: { ticketId: number }) => ticketId)).not.toContain(next.ticketId)
    const zoned = await service.send('POST', '/api/support_tickets', { ...aTicket, createdAt: `${at(2030)}-06:00` })
    expect(zoned.json.createdAt).toBe('2031-01-01T05:59:59')
    const over = await service.client.tickets.list({ createdFrom: '2026-12-01T00:00:00', createdTo: at(2026) })
    expect(over.items.map(({ ticketId }) => ticketId)).not.toContain(next.ticketId)
  })
})
