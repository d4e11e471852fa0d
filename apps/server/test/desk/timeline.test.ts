import type { SupportEvent } from '@kinconecta/support-contracts'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { numberEvents } from '../../src/events/sequencer.ts'
import { outcomeOf, overRest, overRpc, type Transport } from '../support/both-transports.ts'
import { anAttachment, aTicket, useService } from '../support/harness.ts'
import { bearer, tokenOf } from '../support/tokens.ts'

const service = useService({ isClosed: true })
const staffTypes = ['ticket.priority_changed', 'note.created']
let agent: Record<string, string>
let member: Record<string, string>
let other: Record<string, string>
let ticketId: number

beforeAll(async () => {
  agent = bearer(await tokenOf('ana', 'AGENT'))
  member = bearer(await tokenOf('42', 'TOURIST'))
  other = bearer(await tokenOf('43', 'TOURIST'))
  ticketId = (await service.send('POST', '/api/support_tickets', aTicket, member)).json.ticketId
  await service.send('POST', '/api/support_tickets', aTicket, member)
  await service.send('PUT', `/api/support_tickets/${ticketId}`, { ...aTicket, status: 'RESOLVED' }, agent)
  await service.send('POST', '/api/support_ticket_attachments', { ...anAttachment, ticketId }, member)
  await service.send('PUT', `/api/desk/tickets/${ticketId}`, { priority: 'HIGH' }, agent)
  await service.send('POST', `/api/desk/tickets/${ticketId}/messages`, { kind: 'note', body: 'Llamar' }, agent)
  await numberEvents(service.db)
})

const both: [string, Transport][] = [
  ['REST', overRest],
  ['RPC', overRpc],
]

describe.each(both)('a timeline over %s', (_, transport) => {
  const timeline = async (path: string, headers: Record<string, string>, more: object = {}) => {
    const { output } = outcomeOf(await transport(service, path, { id: ticketId, ...more }, headers))
    return output as SupportEvent[]
  }
  const OF_REQUESTER = ['ticket.created', 'ticket.updated', 'ticket.status_changed', 'attachment.created']

  it('has the events of the ticket in order, with actor, before and after', async () => {
    const events = await timeline('desk.tickets.timeline', agent)
    expect(events.map(({ type }) => type)).toEqual([...OF_REQUESTER, ...staffTypes])
    expect(events[2]).toMatchObject({
      ticketId,
      actor: { kind: 'agent', id: 'agent:ana' },
      data: { from: 'OPEN', to: 'RESOLVED' },
    })
  })

  it.each(['its requester', 'an agent'])('has no events for staff as tickets.timeline for %s', async (who) => {
    const events = await timeline('tickets.timeline', who === 'an agent' ? agent : member)
    expect(events.map(({ type }) => type)).toEqual(OF_REQUESTER)
  })

  it('has pages', async () => {
    const first = await transport(service, 'tickets.timeline', { id: ticketId, limit: 3 }, member)
    const link = /cursor=([^&>]+)/.exec(first.headers.get('link') ?? '')?.[1]
    const cursor = link ?? first.json.result.data.nextCursor
    const rest = await timeline('tickets.timeline', member, { limit: 3, cursor })
    expect(rest.map(({ type }) => type)).toEqual(['attachment.created'])
    const foreign = await transport(service, 'desk.tickets.timeline', { id: ticketId, limit: 3, cursor }, agent)
    expect(outcomeOf(foreign).code).toBe('CURSOR_INVALID')
  })

  it('is of an own ticket only', async () => {
    const answer = await transport(service, 'tickets.timeline', { id: ticketId }, other)
    expect(outcomeOf(answer).code).toBe('TICKET_NOT_FOUND')
  })
})

describe('desk.tickets.markRead', () => {
  const unread = async (headers: Record<string, string>): Promise<number[]> => {
    const { json } = await service.send('GET', '/api/desk/tickets?isUnread=true&sort=createdAt', undefined, headers)
    return json.map((ticket: { ticketId: number }) => ticket.ticketId)
  }

  it('marks a ticket for its caller, until the requester writes again', async () => {
    const admin = bearer(await tokenOf('luis', 'ADMIN'))
    const all = await unread(agent)
    expect(all).toContain(ticketId)
    const { status, json } = await service.send('POST', `/api/desk/tickets/${ticketId}/read`, undefined, agent)
    expect([status, json]).toEqual([200, { ticketId, readAt: '2026-03-11T10:30:00' }])
    expect(await unread(agent)).toEqual(all.filter((id) => id !== ticketId))
    expect(await unread(admin)).toEqual(all)
    await sql`update support_tickets set last_requester_message_at = timestamptz '2026-03-11T10:30:00Z' + interval '1 microsecond'
      where ticket_id = ${ticketId}`.execute(service.db)
    expect(await unread(agent)).toEqual(all)
  })

  it('never makes what was read unread', async () => {
    const read = () => service.send('POST', `/api/desk/tickets/${ticketId}/read`, undefined, agent)
    service.clock.now = '2026-03-11T11:00:00.000Z'
    await read()
    service.clock.now = '2026-03-11T10:30:00.000Z' // another server, whose clock is behind
    expect((await read()).json.readAt).toBe('2026-03-11T11:00:00')
  })

  it('changes no version of the ticket and writes no event', async () => {
    const versions = () =>
      sql`select version, desk_version, changed_in, updated_at from support_tickets where ticket_id = ${ticketId}`.execute(
        service.db,
      )
    const before = await versions()
    await service.send('POST', `/api/desk/tickets/${ticketId}/read`, undefined, agent)
    expect((await versions()).rows).toEqual(before.rows)
    expect(await service.db.selectFrom('event_outbox').select('type').execute()).toEqual([])
  })
})
