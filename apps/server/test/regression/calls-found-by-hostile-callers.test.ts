// Defects that hostile callers of operations could use: evaded limits, races, and wrong replayed responses.
import { randomBytes, randomUUID } from 'node:crypto'
import { get } from 'node:http'
import { crc32 } from 'node:zlib'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from '../../src/platform/database/connection.ts'
import { createApiKey } from '../../src/platform/identity/api-keys.ts'
import { overRest, overRpc } from '../support/both-transports.ts'
import { anAttachment, aTicket, type TestService, useService } from '../support/harness.ts'
import { bearer, tokenOf } from '../support/tokens.ts'

const service = useService({ isClosed: true })
const narrow = useService({ isClosed: true, maxConnections: 1 })
const limited = useService({
  isClosed: true,
  limits: { callerPerMinute: 100, guestPerMinute: 10, guestCreatePerMinute: 3 },
})

const tenPerMinute = { callerPerMinute: 100, guestPerMinute: 10, guestCreatePerMinute: 10 }
const guarded = {
  api_keys: useService({ isClosed: true, limits: tenPerMinute }),
  sessions: useService({ isClosed: true, limits: tenPerMinute }),
}

let admin: Record<string, string>
let member: Record<string, string>
beforeAll(async () => {
  admin = bearer(await tokenOf('1', 'ADMIN'))
  member = bearer(await tokenOf('42', 'TOURIST'))
})

const create = async (of: TestService, headers: Record<string, string>) =>
  (await overRest(of, 'tickets.create', aTicket, headers)).json.ticketId as number

const untilOneWaits = async (of: TestService) => {
  const isWaiting = async () =>
    (
      await sql`select 1 from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`.execute(of.db)
    ).rows.length > 0
  while (!(await isWaiting()));
}

describe('each call is counted for every spelling of the URL', () => {
  const ten = Array.from({ length: 10 }, () => 'tickets.create')
  const body = Object.fromEntries(ten.map((_, index) => [index, aTicket]))
  it.each([
    [`${ten.join(',')}?batch=1&batch=0`, 400],
    [`${ten.join(',')}?batch=1&batch`, 400],
    [`${ten.join('%252C')}?batch=1`, 404],
    ['tickets%252Ecreate', 404],
    [`${ten.join(',')}?batch=1`, 429],
  ])('/trpc/%s', async (path, status) => {
    expect((await limited.send('POST', `/trpc/${path}`, body)).status).toBe(status)
    expect(await limited.db.selectFrom('support_tickets').select('ticket_id').execute()).toEqual([])
  })

  it('a call with an invalid token counts for its address', async () => {
    const statuses = []
    for (let call = 0; call < 12; call++) {
      statuses.push((await limited.send('GET', '/api/support_tickets', undefined, bearer('a.b.c'))).status)
    }
    expect(statuses).toContain(429)
  })
})

describe('random credentials', () => {
  const random = () => randomBytes(24).toString('base64url')
  const aKey = () => {
    const secret = `kin_${random()}`
    return bearer(secret + crc32(secret).toString(16).padStart(8, '0'))
  }
  const aCookie = () => ({ cookie: `__Host-kin-session=${randomBytes(32).toString('base64url')}` })

  it.each([
    ['API keys with a valid checksum', 'api_keys', aKey],
    ['sessions', 'sessions', aCookie],
  ] as const)('%s reach the database up to the limit of the network', async (_, table, credential) => {
    const of = guarded[table]
    const list = (headers: Record<string, string>) => of.send('GET', '/api/support_tickets', undefined, headers)
    const { key } = await createApiKey(of.db, 'known', ['tickets:read'], null)
    expect((await list(bearer(key))).status).toBe(200)
    for (let call = 0; call < 10; call++) expect([401, 429]).toContain((await list(credential())).status)
    const elsewhere = openDatabase(of.databaseUrl, { maxConnections: 1 })
    const lock = await elsewhere.startTransaction().execute()
    await sql`lock table ${sql.table(table)} in access exclusive mode`.execute(lock)
    const { status, headers } = await list(credential())
    await lock.rollback().execute()
    await elsewhere.destroy()
    expect([status, Number(headers.get('retry-after')) > 0]).toEqual([429, true])
    expect((await list(bearer(key))).status).toBe(200)
  })
})

describe('a member whose attachment is moved to another ticket during the call', () => {
  it.each(['attachments.update', 'attachments.delete'])('%s gets ATTACHMENT_NOT_FOUND', async (operation) => {
    const [own, other] = [await create(service, member), await create(service, admin)]
    const { json } = await overRest(service, 'attachments.create', { ...anAttachment, ticketId: own }, member)
    const elsewhere = openDatabase(service.databaseUrl, { maxConnections: 1 })
    const move = await elsewhere.startTransaction().execute()
    await sql`update support_ticket_attachments set ticket_id = ${other} where attachment_id = ${json.attachmentId}`.execute(
      move,
    )
    const input = {
      id: json.attachmentId,
      ...(operation === 'attachments.update' && { ...anAttachment, ticketId: own }),
    }
    const answer = overRest(service, operation, input, member)
    await untilOneWaits(service)
    await move.commit().execute()
    expect((await answer).json.code).toBe('ATTACHMENT_NOT_FOUND')
    expect((await overRest(service, 'attachments.get', { id: json.attachmentId }, admin)).json.ticketId).toBe(other)
    await elsewhere.destroy()
  })
})

it("an update of another user's ticket does not wait for its lock", async () => {
  const other = await create(service, admin)
  const elsewhere = openDatabase(service.databaseUrl, { maxConnections: 1 })
  const lock = await elsewhere.startTransaction().execute()
  await sql`select 1 from support_tickets where ticket_id = ${other} for update`.execute(lock)
  expect((await overRest(service, 'tickets.update', { id: other, ...aTicket }, member)).json.code).toBe(
    'TICKET_NOT_FOUND',
  )
  await lock.rollback().execute()
  await elsewhere.destroy()
})

describe('an idempotency key', () => {
  it('includes If-Match in the compared content', async () => {
    const id = await create(service, admin)
    const headers = { ...admin, 'idempotency-key': randomUUID() }
    const put = (tag: string) =>
      overRest(service, 'tickets.update', { id, ...aTicket }, { ...headers, 'if-match': tag })
    expect([(await put('"9"')).status, (await put('"9"')).status, (await put('"1"')).status]).toEqual([412, 412, 422])
  })

  it('is valid over both transports', async () => {
    const id = await create(service, admin)
    const headers = { ...admin, 'idempotency-key': randomUUID() }
    const first = await overRest(service, 'tickets.update', { id, ...aTicket }, { ...headers, 'if-match': '"1"' })
    const again = await overRpc(service, 'tickets.update', { id, ...aTicket, ifVersion: 1 }, headers)
    expect(again.json.result.data).toEqual(first.json)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
  })

  it('returns the stored outcome for concurrent retries', async () => {
    const id = await create(service, admin)
    const headers = { ...admin, 'idempotency-key': randomUUID() }
    const put = () => overRest(service, 'tickets.update', { id, ...aTicket }, headers)
    await put()
    const retries = await Promise.all(Array.from({ length: 20 }, put))
    expect(new Set(retries.map(({ status }) => status))).toEqual(new Set([200]))
  })

  it('with a stored refusal does not report a lost COMMIT if the pool is busy', async () => {
    const id = await create(narrow, admin)
    const lock = openDatabase(narrow.databaseUrl, { maxConnections: 1 })
    const held = await lock.startTransaction().execute()
    await sql`select 1 from support_tickets where ticket_id = ${id} for update`.execute(held)
    const headers = { ...admin, 'idempotency-key': randomUUID() }
    const missing = overRest(narrow, 'tickets.update', { id: 99_999, ...aTicket }, headers)
    const waiting = overRest(narrow, 'tickets.update', { id, ...aTicket }, admin)
    expect((await missing).json.code).toBe('TICKET_NOT_FOUND')
    await held.rollback().execute()
    await waiting
    await lock.destroy()
  })
})

const open = useService()

it('an open server accepts only loopback names as Host', async () => {
  const { port } = new URL(open.url)
  const ask = (host: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const options = { port, path: '/api/support_tickets', headers: { host } }
      get(options, (response) => resolve(response.resume().statusCode)).once('error', reject)
    })
  expect(
    await Promise.all(['localhost', `127.0.0.1:${port}`, 'evil.example', `localhost.evil.example:${port}`].map(ask)),
  ).toEqual([200, 200, 403, 403])
})

it('a rejected request with a streamed response gets the error code and no 5xx', async () => {
  const headers = { ...admin, 'idempotency-key': 'not a key', 'trpc-accept': 'application/jsonl' }
  const { status, text } = await service.send('POST', '/trpc/tickets.create?batch=1', { 0: aTicket }, headers)
  expect([status < 500, text]).toEqual([true, expect.stringContaining('IDEMPOTENCY_KEY_INVALID')])
})
