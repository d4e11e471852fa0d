import type { SupportEvent } from '@kinconecta/support-contracts'
import { describe, expect, it } from 'vitest'
import { openStream } from '../support/event-stream.ts'
import { eventsOf } from '../support/events.ts'
import { aTicket, useService } from '../support/harness.ts'

const service = useService({ streamBounds: { maxMs: 3_000, checkMs: 100 } })
const { lastPosition } = eventsOf(service)

const createTickets = async (count: number): Promise<void> => {
  for (let done = 0; done < count; done++) await service.send('POST', '/api/support_tickets', aTicket)
}
const stream = (query = '', headers: Record<string, string> = {}) =>
  openStream(`${service.url}/api/events/stream${query}`, headers)
const positions = (events: SupportEvent[]) => events.map(({ position }) => position)

describe('GET /api/events/stream', () => {
  it('begins at the end of the log: headers and a comment come at once, then new events as in the list', async () => {
    await createTickets(2)
    const end = await lastPosition()
    const reader = await stream()
    expect(reader.status).toBe(200)
    expect(Object.fromEntries(reader.headers)).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    await createTickets(2)
    const events = await reader.take(2)
    expect(positions(events)).toEqual([end + 1, end + 2])
    expect((await service.send('GET', `/api/events?after=${end}`)).json).toEqual(events)
  })

  it('goes on after Last-Event-ID, which wins over after', async () => {
    await createTickets(250)
    const end = await lastPosition()
    const all = await (await stream('?after=0')).take(end)
    expect(positions(all)).toEqual(Array.from({ length: end }, (_, index) => index + 1))
    const resumed = await stream('?after=1', { 'last-event-id': String(end - 120) })
    expect(positions(await resumed.take(120))).toEqual(positions(all.slice(-120)))
    await createTickets(1)
    expect(positions(await resumed.take(1))).toEqual([end + 1])
  })

  it('filters by type and ticket, among old events and new ones', async () => {
    const { json } = await service.send('POST', '/api/support_tickets', aTicket)
    const path = `/api/support_tickets/${json.ticketId}`
    const reader = await stream(`?after=0&types=ticket.updated&types=ticket.deleted&ticketId=${json.ticketId}`)
    await createTickets(1)
    await service.send('PUT', path, { ...aTicket, subject: 'Otro' })
    await service.send('DELETE', path)
    const events = await reader.take(2)
    expect(events.map(({ type, ticketId }) => [type, ticketId])).toEqual([
      ['ticket.updated', json.ticketId],
      ['ticket.deleted', json.ticketId],
    ])
  })

  it('ends cleanly after its time', async () => {
    const end = await lastPosition()
    const reader = await stream()
    expect(await reader.rest()).toBe(`retry: 2000\nid: ${end}\n\n: open\n\n`)
  })

  it.each([
    ['a position beyond the end of the log', '?after=999999', {}, 400, 'INVALID_INPUT'],
    ['an id that is no position', '', { 'last-event-id': 'x' }, 400, 'INVALID_INPUT'],
    ['a type that does not exist', '?types=ticket.moved', {}, 400, 'INVALID_INPUT'],
  ])('refuses %s before it begins', async (_, query, headers, status, code) => {
    const answer = await service.send('GET', `/api/events/stream${query}`, undefined, headers)
    expect([answer.status, answer.json.code]).toEqual([status, code])
  })

  it('HEAD is not offered, because a stream has no end', async () => {
    expect((await service.send('HEAD', '/api/events/stream')).status).toBe(405)
  })
})

it('410 EVENTS_TRIMMED before the stream begins, if events after the position were removed', async () => {
  await createTickets(3)
  await lastPosition()
  await service.db.updateTable('event_log').set({ trimmed_to: 2 }).execute()
  const answer = await service.send('GET', '/api/events/stream?after=1')
  expect([answer.status, answer.json.code]).toEqual([410, 'EVENTS_TRIMMED'])
  expect((await (await stream('?after=2')).take(1))[0]!.position).toBe(3)
})
