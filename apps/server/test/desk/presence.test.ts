import { createSupportClient } from '@kinconecta/support-client'
import type { TicketPresence } from '@kinconecta/support-contracts'
import { sql } from 'kysely'
import { beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { createApiKey } from '../../src/platform/identity/api-keys.ts'
import { aTicket, useService } from '../support/harness.ts'
import { openStream } from '../support/event-stream.ts'
import { bearer, tokenOf } from '../support/tokens.ts'

const service = useService({ isClosed: true })
let ana: Record<string, string>
let luis: Record<string, string>
let ticketId: number
beforeAll(async () => {
  ana = bearer(await tokenOf('ana', 'AGENT'))
  luis = bearer(await tokenOf('luis', 'ADMIN'))
  ticketId = (await service.send('POST', '/api/support_tickets', aTicket)).json.ticketId
})
beforeEach(() => sql`truncate presences`.execute(service.db))

const beat = (state: string, headers = ana, id = ticketId) =>
  service.send('POST', '/api/desk/presence', { ticketId: id, state }, headers)
const agentsNow = async (): Promise<unknown> => {
  const { json } = await service.send('GET', `/api/desk/presence?ticketIds=${ticketId}`, undefined, luis)
  return json.tickets[0]?.agents ?? []
}

/** Makes all presences this many seconds older. */
const age = (seconds: number) =>
  sql`update presences set seen_at = seen_at - make_interval(secs => ${seconds})`.execute(service.db)

describe('POST /api/desk/presence', () => {
  it('says who is on the ticket, and what they do', async () => {
    await beat('viewing')
    const { status, json } = await beat('typing', luis)
    expect([status, json]).toEqual([
      200,
      {
        ticketId,
        agents: [
          { agentId: 'ana', state: 'viewing' },
          { agentId: 'luis', state: 'typing' },
        ],
      },
    ])
    await beat('gone')
    expect(await agentsNow()).toEqual([{ agentId: 'luis', state: 'typing' }])
  })

  it('lasts for 30 seconds', async () => {
    await beat('viewing')
    await age(29)
    expect(await agentsNow()).toEqual([{ agentId: 'ana', state: 'viewing' }])
    await age(2)
    expect(await agentsNow()).toEqual([])
    await beat('viewing', luis) // deletes what has expired
    const rows = await service.db.selectFrom('presences').select('agent_id').execute()
    expect(rows).toEqual([{ agent_id: 'luis' }])
  })

  it('keeps an agent on the 20 tickets of its last beats', async () => {
    const ids: number[] = []
    for (let count = 0; count < 22; count++) {
      ids.push((await service.send('POST', '/api/support_tickets', aTicket)).json.ticketId)
      await beat('viewing', ana, ids.at(-1))
    }
    const rows = await service.db.selectFrom('presences').select('ticket_id as id').orderBy('ticket_id').execute()
    expect(rows.map(({ id }) => id)).toEqual(ids.slice(2))
  })

  it('stores no idempotency key, although the client sends one with each beat', async () => {
    await service.send('POST', '/api/desk/presence', { ticketId, state: 'viewing' }, { ...ana, 'idempotency-key': 'a' })
    const { json } = await service.send(
      'POST',
      '/api/desk/presence',
      { ticketId, state: 'typing' },
      {
        ...ana,
        'idempotency-key': 'a',
      },
    )
    expect(json.agents).toEqual([{ agentId: 'ana', state: 'typing' }])
    expect(await service.db.selectFrom('idempotency_keys').select('key').execute()).toEqual([])
  })
})

const presences = (count: number, text: string): TicketPresence[] =>
  [...text.matchAll(/^event: presence\ndata: (.*)$/gm)].slice(0, count).map(([, data]) => JSON.parse(data!) as never)

/** Reads a stream until it has `count` changes of presence. */
async function readPresences(url: string, headers: Record<string, string>) {
  const closing = new AbortController()
  onTestFinished(() => closing.abort())
  const response = await fetch(url, { headers, signal: closing.signal })
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  return {
    status: response.status,
    text: () => text,
    until: async (part: string) => {
      while (!text.includes(part)) text += (await reader.read()).value ?? ''
      return text
    },
    take: async (count: number) => {
      while (presences(count, text).length < count) text += (await reader.read()).value ?? ''
      return presences(count, text)
    },
  }
}

describe('GET /api/events/stream?presence=true', () => {
  it('has who is on a ticket now, and every change, without ids', async () => {
    await beat('viewing')
    const stream = await readPresences(`${service.url}/api/events/stream?presence=true`, luis)
    await stream.take(1)
    await beat('typing')
    await stream.take(2)
    await beat('gone')
    expect(await stream.take(3)).toEqual([
      { ticketId, agents: [{ agentId: 'ana', state: 'viewing' }] },
      { ticketId, agents: [{ agentId: 'ana', state: 'typing' }] },
      { ticketId, agents: [] },
    ])
    expect(stream.text().match(/^id:/gm)).toHaveLength(1) // of the start
  })

  it('has no agent whose browser crashed for longer than 30 seconds', async () => {
    await beat('viewing')
    const stream = await readPresences(`${service.url}/api/events/stream?presence=true`, luis)
    await stream.take(1)
    await age(31)
    expect((await stream.take(2)).at(-1)).toEqual({ ticketId, agents: [] })
  })

  it('has the events too, and a beat is not an event', async () => {
    const stream = await openStream(`${service.url}/api/events/stream?presence=true`, luis)
    await beat('viewing')
    const { json } = await service.send('POST', '/api/support_tickets', aTicket)
    const [event] = await stream.take(1)
    expect([event!.type, event!.ticketId]).toEqual(['ticket.created', json.ticketId])
  })

  it('is not sent unless it is asked for', async () => {
    await beat('viewing')
    const asked = await readPresences(`${service.url}/api/events/stream?presence=true`, luis)
    const stream = await readPresences(`${service.url}/api/events/stream`, luis)
    await asked.take(1) // so presence has been sent to whoever asked
    await service.send('POST', '/api/support_tickets', aTicket)
    expect(await stream.until('ticket.created')).not.toContain('presence')
  })

  it('is for staff, and API keys with the scopes of both', async () => {
    const keyOf = async (...scopes: ('events:read' | 'desk:read')[]) =>
      bearer((await createApiKey(service.db, 'test', scopes, null)).key)
    const statusOf = async (headers: Record<string, string>) =>
      (await readPresences(`${service.url}/api/events/stream?presence=true`, headers)).status
    expect(await statusOf(bearer(await tokenOf('42', 'TOURIST')))).toBe(403)
    expect(await statusOf({})).toBe(401)
    expect(await statusOf(await keyOf('events:read'))).toBe(403)
    expect(await statusOf(await keyOf('events:read', 'desk:read'))).toBe(200)
  })

  it('is a stream of the client', async () => {
    const ending = new AbortController()
    const support = createSupportClient({ url: service.url, headers: luis })
    await beat('viewing')
    const seen: TicketPresence[] = []
    for await (const presence of support.desk.presence.stream({ signal: ending.signal })) {
      seen.push(presence)
      if (seen.length === 1) await beat('gone')
      else ending.abort()
    }
    expect(seen).toEqual([
      { ticketId, agents: [{ agentId: 'ana', state: 'viewing' }] },
      { ticketId, agents: [] },
    ])
  })

  it('comes with the events of the client, over one connection', async () => {
    const support = createSupportClient({ url: service.url, headers: luis })
    await beat('viewing')
    const seen: TicketPresence[] = []
    const onPresence = (presence: TicketPresence) => {
      seen.push(presence)
      void service.send('PUT', `/api/desk/tickets/${ticketId}`, { priority: 'HIGH' }, luis)
    }
    for await (const { type } of support.events.stream({ onPresence })) {
      expect([type, seen]).toEqual([
        'ticket.priority_changed',
        [{ ticketId, agents: [{ agentId: 'ana', state: 'viewing' }] }],
      ])
      break
    }
  })
})
