import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { deleteExpiredStreamTickets } from '../../src/events/stream-tickets.repository.ts'
import { createApiKey, revokeApiKey } from '../../src/platform/identity/api-keys.ts'
import { openStream } from '../support/event-stream.ts'
import { aTicket, useService } from '../support/harness.ts'
import { bearer, tokenOf } from '../support/tokens.ts'

const logged: string[] = []
const logger = { level: 'trace', stream: { write: (line: string) => void logged.push(line) } }
const service = useService({ isClosed: true, logger })

let owner: Record<string, string>
beforeAll(async () => {
  owner = bearer(await tokenOf('42', 'TOURIST'))
})
const ticketFor = async (headers: Record<string, string>): Promise<string> =>
  (await service.send('POST', '/api/events/stream_ticket', {}, headers)).json.ticket
const address = (ticket: string) => `/api/events/stream?ticket=${ticket}`
const codeWith = async (path: string) => {
  const { status, json } = await service.send('GET', path)
  return [status, json?.code]
}
const storedTickets = () => service.db.selectFrom('stream_tickets').selectAll().execute()

describe('POST /api/events/stream_ticket', () => {
  it('opens one stream of its caller, without a token, and is not stored as it is', async () => {
    const { status, json, headers } = await service.send('POST', '/api/events/stream_ticket', {}, owner)
    expect([status, headers.get('etag'), Object.keys(json)]).toEqual([201, null, ['ticket', 'expiresAt']])
    expect(JSON.stringify(await storedTickets())).not.toContain(json.ticket)
    const reader = await openStream(service.url + address(json.ticket))
    expect(reader.status).toBe(200)
    await service.send('POST', '/api/support_tickets', aTicket, bearer(await tokenOf('43', 'GUIDE')))
    const own = await service.send('POST', '/api/support_tickets', aTicket, owner)
    expect((await reader.take(1))[0]).toMatchObject({ type: 'ticket.created', ticketId: own.json.ticketId })
    expect(await storedTickets()).toEqual([])
    expect(await codeWith(address(json.ticket))).toEqual([401, 'TOKEN_INVALID'])
  })

  it('opens one stream only, also if it is sent many times at once', async () => {
    const ticket = await ticketFor(owner)
    const streams = await Promise.all(Array.from({ length: 8 }, () => openStream(service.url + address(ticket))))
    expect(streams.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      200,
      ...Array.from({ length: 7 }, () => 401),
    ])
  })

  it('is refused when it has expired, and the sweep deletes it', async () => {
    const ticket = await ticketFor(owner)
    await sql`update stream_tickets set expires_at = now()`.execute(service.db)
    expect(await codeWith(address(ticket))).toEqual([401, 'TOKEN_INVALID'])
    expect(await storedTickets()).toHaveLength(1)
    await deleteExpiredStreamTickets(service.db)
    expect(await storedTickets()).toEqual([])
  })

  it('is no token: nothing else takes it, and a token is no ticket', async () => {
    const ticket = await ticketFor(owner)
    expect(await codeWith(`/api/events?ticket=${ticket}`)).toEqual([401, 'UNAUTHENTICATED'])
    const overRpc = await openStream(`${service.url}/trpc/events.stream?ticket=${ticket}`)
    expect(await overRpc.rest()).toContain('UNAUTHENTICATED')
    const asToken = await service.send('GET', '/api/events', undefined, bearer(ticket))
    expect([asToken.status, asToken.json.code]).toEqual([401, 'TOKEN_INVALID'])
    expect(await codeWith(address(owner['authorization']!.slice(7)))).toEqual([401, 'TOKEN_INVALID'])
    expect(await codeWith(`${address(ticket)}&ticket=${ticket}`)).toEqual([401, 'TOKEN_INVALID'])
  })

  it('ends with the key that made it: before the stream is opened, and while it is open', async () => {
    const { id, key } = await createApiKey(service.db, 'test', ['events:read'], null)
    const [first, second] = [await ticketFor(bearer(key)), await ticketFor(bearer(key))]
    const reader = await openStream(service.url + address(first))
    expect(reader.status).toBe(200)
    await revokeApiKey(service.db, id)
    await reader.rest()
    expect(await codeWith(address(second))).toEqual([401, 'TOKEN_INVALID'])
  })

  it('an Idempotency-Key does not store it', async () => {
    const headers = { ...owner, 'idempotency-key': 'one' }
    const tickets = [await ticketFor(headers), await ticketFor(headers)]
    expect(new Set(tickets).size).toBe(2)
    const { rows } = await sql<{ text: string }>`select idempotency_keys::text as text from idempotency_keys`.execute(
      service.db,
    )
    expect(rows.filter(({ text }) => tickets.some((ticket) => text.includes(ticket)))).toEqual([])
  })

  it('is never in the log', async () => {
    const ticket = await ticketFor(owner)
    const reader = await openStream(service.url + address(ticket))
    reader.close()
    await codeWith(address(ticket))
    await expect.poll(() => logged.some((line) => line.includes('/api/events/stream"'))).toBe(true)
    expect(logged.filter((line) => line.includes(ticket))).toEqual([])
  })
})
