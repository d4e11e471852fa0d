// Streams whose caller loses access, or cannot be checked.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from '../../src/platform/database/connection.ts'
import type { Database } from '../../src/platform/database/tables.ts'
import { createApiKey, revokeApiKey } from '../../src/platform/identity/api-keys.ts'
import { openStream } from '../support/event-stream.ts'
import { insertManyEvents } from '../support/events.ts'
import { aTicket, type TestService, useService } from '../support/harness.ts'
import { bearer, tokenOf } from '../support/tokens.ts'

const service = useService({ isClosed: true })
const impatient = useService({ isClosed: true, streamBounds: { uncheckedMs: 1_000, checkMs: 100 } })

const ACCESS_ENDS_WITHIN_MS = 5_000
const MANY = 60_000

let admin: Record<string, string>
beforeAll(async () => {
  admin = bearer(await tokenOf('1', 'ADMIN'))
})
const keyOf = (of: TestService) => createApiKey(of.db, 'test', ['events:read'], null)

describe('a stream whose reader does not read', () => {
  beforeAll(() => insertManyEvents(service.db, MANY))

  it.each([
    ['REST', '/api/events/stream?after=0'],
    ['tRPC', `/trpc/events.stream?input=${encodeURIComponent('{"after":0}')}`],
  ])('over %s: its connection is closed within 5 s after its key was revoked', async (_, path) => {
    const { id, key } = await keyOf(service)
    const connected = once(service.app.server, 'connection') as Promise<[Socket]>
    const reader = connect(Number(new URL(service.url).port), '127.0.0.1')
    reader.on('error', () => {}) // the reset
    reader.pause()
    const accept = 'Accept: text/event-stream'
    reader.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n${accept}\r\nAuthorization: Bearer ${key}\r\n\r\n`)
    const [here] = await connected
    await expect.poll(() => here.writableLength, { timeout: 10_000 }).toBeGreaterThan(0)
    await sleep(500)
    expect(here.destroyed).toBe(false)
    const closed = once(here, 'close')
    await revokeApiKey(service.db, id)
    const revokedMs = performance.now()
    await closed
    expect(performance.now() - revokedMs).toBeLessThan(ACCESS_ENDS_WITHIN_MS)
    reader.destroy()
  })
})

describe('while API keys cannot be read', () => {
  it('a stream stays open and sends nothing, and goes on when its key was checked again', async () => {
    const { key } = await keyOf(service)
    const ofKey = await openStream(`${service.url}/api/events/stream`, bearer(key))
    const ofAdmin = await openStream(`${service.url}/api/events/stream`, admin)
    const received: number[] = []
    const reading = ofKey.take(1).then((events) => received.push(...events.map(({ position }) => position)))
    const unlock = await lockKeys(service)
    await sleep(ACCESS_ENDS_WITHIN_MS + 300)
    await service.send('POST', '/api/support_tickets', aTicket, admin)
    const [event] = await ofAdmin.take(1)
    await sleep(500)
    expect(received).toEqual([])
    await unlock()
    await reading
    expect(received).toEqual([event!.position])
  })

  it('a stream ends when its key could not be checked for too long', async () => {
    const { key } = await keyOf(impatient)
    const reader = await openStream(`${impatient.url}/api/events/stream`, bearer(key))
    const unlock = await lockKeys(impatient)
    await reader.rest()
    await unlock()
    expect((await openStream(`${impatient.url}/api/events/stream`, bearer(key))).status).toBe(200)
  })
})

/** Locks the table of API keys against reads until the result is called. */
async function lockKeys({ databaseUrl }: TestService): Promise<() => Promise<void>> {
  const other: Kysely<Database> = openDatabase(databaseUrl, { maxConnections: 1, hasTimeouts: false })
  const transaction = await other.startTransaction().execute()
  await sql`lock table api_keys in access exclusive mode`.execute(transaction)
  return async () => {
    await transaction.rollback().execute()
    await other.destroy()
  }
}
