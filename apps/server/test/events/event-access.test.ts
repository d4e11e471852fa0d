import { beforeAll, describe, expect, it } from 'vitest'
import { eventsOf } from '../support/events.ts'
import { anAttachment, aTicket, useService } from '../support/harness.ts'
import { bearer, tokenOf } from '../support/tokens.ts'

const service = useService({ isClosed: true })
const { lastPosition } = eventsOf(service)

let owner: Record<string, string>
let other: Record<string, string>
let agent: Record<string, string>
let ticketId: number
beforeAll(async () => {
  owner = bearer(await tokenOf('42', 'TOURIST'))
  other = bearer(await tokenOf('43', 'GUIDE'))
  agent = bearer(await tokenOf('7', 'ADMIN'))
  ticketId = (await service.send('POST', '/api/support_tickets', aTicket, owner)).json.ticketId
  await service.send('POST', '/api/support_ticket_attachments', { ...anAttachment, ticketId }, owner)
  await service.send('POST', '/api/support_tickets', aTicket) // by a guest
  await lastPosition()
})

const typesSeenBy = async (headers: Record<string, string>, query = '') => {
  const { json } = await service.send('GET', `/api/events${query}`, undefined, headers)
  return json.map(({ type, actor }: { type: string; actor: object }) => [type, actor])
}

describe('access to events', () => {
  it('requesters see events of their own tickets, staff see all; the id of a guest is null', async () => {
    const member = { kind: 'member', id: expect.any(String) }
    const own = [
      ['ticket.created', member],
      ['attachment.created', member],
    ]
    expect(await typesSeenBy(owner)).toEqual(own)
    expect(await typesSeenBy(other)).toEqual([])
    expect(await typesSeenBy(other, `?ticketId=${ticketId}`)).toEqual([])
    expect(await typesSeenBy(agent)).toEqual([...own, ['ticket.created', { kind: 'guest', id: null }]])
  })

  it('401 for a guest', async () => {
    const { status, json } = await service.send('GET', '/api/events')
    expect([status, json.code]).toEqual([401, 'UNAUTHENTICATED'])
  })

  it('if a ticket gets another requester, each sees the events from the time when the ticket was theirs', async () => {
    const update = { ...aTicket, userId: 43 }
    await service.send('PUT', `/api/support_tickets/${ticketId}`, update, agent)
    await lastPosition()
    expect(await typesSeenBy(owner)).toHaveLength(2)
    expect((await typesSeenBy(other)).map(([type]: [string]) => type)).toEqual(['ticket.updated'])
  })
})
