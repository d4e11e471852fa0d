import { SignJWT } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { createApiKey, revokeApiKey } from '../../src/platform/identity/api-keys.ts'
import { openStream } from '../support/event-stream.ts'
import { aTicket, useService } from '../support/harness.ts'
import { bearer, secretKey, tokenOf } from '../support/tokens.ts'

const service = useService({ isClosed: true, streamBounds: { perCaller: 3, inTotal: 5 } })
const ACCESS_ENDS_WITHIN_MS = 5_000
const CLOCK_SKEW_S = 30

let owner: Record<string, string>
let other: Record<string, string>
beforeAll(async () => {
  owner = bearer(await tokenOf('42', 'TOURIST'))
  other = bearer(await tokenOf('43', 'GUIDE'))
})
const stream = (headers: Record<string, string>, query = '') =>
  openStream(`${service.url}/api/events/stream${query}`, headers)

describe('access to a stream', () => {
  it('requesters get the events of their own tickets, old and new', async () => {
    await service.send('POST', '/api/support_tickets', aTicket, other)
    const reader = await stream(owner, '?after=0')
    await service.send('POST', '/api/support_tickets', aTicket, other)
    const { json } = await service.send('POST', '/api/support_tickets', aTicket, owner)
    expect((await reader.take(1))[0]).toMatchObject({ type: 'ticket.created', ticketId: json.ticketId })
    reader.close()
  })

  it('401 for a guest, 403 for a key without the scope', async () => {
    const { key } = await createApiKey(service.db, 'test', ['tickets:read'], null)
    const answers = [
      await service.send('GET', '/api/events/stream'),
      await service.send('GET', '/api/events/stream', undefined, bearer(key)),
    ]
    expect(answers.map(({ status, json }) => [status, json.code])).toEqual([
      [401, 'UNAUTHENTICATED'],
      [403, 'FORBIDDEN'],
    ])
  })

  it('ends within 5 s after its key was revoked, and sends no event after that', async () => {
    const { id, key } = await createApiKey(service.db, 'test', ['events:read'], null)
    const reader = await stream(bearer(key))
    await service.send('POST', '/api/support_tickets', aTicket, owner)
    expect(await reader.take(1)).toHaveLength(1)
    await revokeApiKey(service.db, id)
    const revokedMs = performance.now()
    await reader.rest()
    expect(performance.now() - revokedMs).toBeLessThan(ACCESS_ENDS_WITHIN_MS)
    expect((await service.send('GET', '/api/events/stream', undefined, bearer(key))).status).toBe(401)
  })

  it('ends within 5 s after its token has expired', async () => {
    const expiresAtS = Math.floor(Date.now() / 1000) - CLOCK_SKEW_S + 2
    const token = new SignJWT({ role: 'TOURIST' }).setProtectedHeader({ alg: 'HS256' }).setSubject('42')
    const reader = await stream(bearer(await token.setExpirationTime(expiresAtS).sign(secretKey)))
    expect(reader.status).toBe(200)
    await reader.rest()
    const lateMs = Date.now() - (expiresAtS + CLOCK_SKEW_S) * 1000
    expect(lateMs).toBeGreaterThanOrEqual(0)
    expect(lateMs).toBeLessThan(ACCESS_ENDS_WITHIN_MS)
  })

  it('429 for more streams than a caller may have, 503 for more than all may, and room when one is closed', async () => {
    const codeOf = async (headers: Record<string, string>) => {
      const { status, json } = await service.send('GET', '/api/events/stream', undefined, headers)
      return [status, json.code]
    }
    const own = await Promise.all([stream(owner), stream(owner), stream(owner)])
    expect(await codeOf(owner)).toEqual([429, 'TOO_MANY_CALLS'])
    await Promise.all([stream(other), stream(other)])
    expect(await codeOf(bearer(await tokenOf('7', 'ADMIN')))).toEqual([503, 'TOO_MANY_OPEN_ANSWERS'])
    own[0].close()
    await expect.poll(async () => (await stream(owner)).status).toBe(200)
  })
})
