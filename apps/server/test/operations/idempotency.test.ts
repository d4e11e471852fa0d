import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { deleteExpiredKeys } from '../../src/operations/idempotency.repository.ts'
import { type Transport, transports, outcomeOf } from '../support/both-transports.ts'
import { aTicket, useService } from '../support/harness.ts'
import { bearer, tokenOf } from '../support/tokens.ts'

const service = useService({ isClosed: true })
let admin: Record<string, string>
beforeAll(async () => {
  admin = bearer(await tokenOf('1', 'ADMIN'))
})

const withKey = (key: string = randomUUID()) => ({ ...admin, 'idempotency-key': key })
const count = async (subject: string) =>
  (await service.db.selectFrom('support_tickets').select('ticket_id').where('subject', '=', subject).execute()).length

describe.each(transports)('Idempotency-Key over %s', (_, transport: Transport) => {
  it('the same key and content return the same response, and the change is made once', async () => {
    const headers = withKey()
    const ticket = { ...aTicket, subject: randomUUID() }
    const first = await transport(service, 'tickets.create', ticket, headers)
    const again = await transport(
      service,
      'tickets.create',
      Object.fromEntries(Object.entries(ticket).toReversed()),
      headers,
    )
    expect([again.status, again.text]).toEqual([first.status, first.text])
    expect([first.headers.get('idempotency-replayed'), again.headers.get('idempotency-replayed')]).toEqual([
      null,
      'true',
    ])
    expect([again.headers.get('etag'), again.headers.get('location')]).toEqual([
      first.headers.get('etag'),
      first.headers.get('location'),
    ])
    expect(await count(ticket.subject)).toBe(1)
  })

  it('a retry uses no id', async () => {
    const idOf = async (headers: Record<string, string>) =>
      (outcomeOf(await transport(service, 'tickets.create', aTicket, headers)).output as { ticketId: number }).ticketId
    const headers = withKey()
    const first = await idOf(headers)
    for (let retry = 0; retry < 5; retry++) expect(await idOf(headers)).toBe(first)
    expect(await idOf(withKey())).toBe(first + 1)
  })

  it('422 IDEMPOTENCY_KEY_REUSED for other content', async () => {
    const headers = withKey()
    await transport(service, 'tickets.create', aTicket, headers)
    const { status, code } = outcomeOf(
      await transport(service, 'tickets.create', { ...aTicket, subject: 'other' }, headers),
    )
    expect([status, code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED'])
  })

  it('the same key can be used by another caller and for another operation', async () => {
    const key = randomUUID()
    const subject = randomUUID()
    const another = bearer(await tokenOf('2', 'ADMIN'))
    const one = outcomeOf(await transport(service, 'tickets.create', { ...aTicket, subject }, withKey(key)))
    const two = outcomeOf(
      await transport(service, 'tickets.create', { ...aTicket, subject }, { ...another, 'idempotency-key': key }),
    )
    expect(one.output).not.toEqual(two.output)
    const { ticketId } = one.output as { ticketId: number }
    expect(outcomeOf(await transport(service, 'tickets.delete', { id: ticketId }, withKey(key))).status).toBe(200)
    expect(await count(subject)).toBe(1)
  })

  it('a retry of a delete gets its first response, and so does a retry of a 404', async () => {
    const { output } = outcomeOf(await transport(service, 'tickets.create', aTicket, admin))
    const id = (output as { ticketId: number }).ticketId
    const headers = withKey()
    const first = await transport(service, 'tickets.delete', { id }, headers)
    const again = await transport(service, 'tickets.delete', { id }, headers)
    expect([again.status, again.text]).toEqual([first.status, first.text])
    const missing = withKey()
    expect(outcomeOf(await transport(service, 'tickets.delete', { id }, missing)).code).toBe('TICKET_NOT_FOUND')
    const replayed = await transport(service, 'tickets.delete', { id }, missing)
    expect([outcomeOf(replayed).code, replayed.headers.get('idempotency-replayed')]).toEqual([
      'TICKET_NOT_FOUND',
      'true',
    ])
  })

  it('400 and 403 are not stored, so the key can be used again with valid input', async () => {
    const key = randomUUID()
    expect(outcomeOf(await transport(service, 'tickets.create', { ...aTicket, subject: '' }, withKey(key))).code).toBe(
      'INVALID_INPUT',
    )
    expect(outcomeOf(await transport(service, 'tickets.create', aTicket, withKey(key))).status).toBe(200)
    const member = bearer(await tokenOf('42', 'TOURIST'))
    const headers = { ...member, 'idempotency-key': key }
    expect(outcomeOf(await transport(service, 'tickets.create', { ...aTicket, status: 'CLOSED' }, headers)).code).toBe(
      'FIELD_NOT_ALLOWED',
    )
    expect(outcomeOf(await transport(service, 'tickets.create', aTicket, headers)).status).toBe(200)
  })

  it.each(['x'.repeat(256), 'a b', '""', 'ñ'])('400 IDEMPOTENCY_KEY_INVALID for %s', async (key) => {
    const headers = { ...admin, 'idempotency-key': Buffer.from(key).toString('latin1') }
    const { status, code } = outcomeOf(await transport(service, 'tickets.create', aTicket, headers))
    expect([status, code]).toEqual([400, 'IDEMPOTENCY_KEY_INVALID'])
  })

  it('a quoted and an unquoted key are the same', async () => {
    const key = randomUUID()
    await transport(service, 'tickets.create', aTicket, withKey(key))
    const quoted = await transport(service, 'tickets.create', aTicket, withKey(`"${key}"`))
    expect(quoted.headers.get('idempotency-replayed')).toBe('true')
  })

  it('409 IDEMPOTENCY_IN_FLIGHT with Retry-After while the first request runs', async () => {
    const { output } = outcomeOf(await transport(service, 'tickets.create', aTicket, admin))
    const id = (output as { ticketId: number }).ticketId
    const headers = withKey()
    const lock = await service.db.startTransaction().execute()
    await sql`select 1 from support_tickets where ticket_id = ${id} for update`.execute(lock)
    const first = transport(service, 'tickets.update', { id, ...aTicket }, headers)
    await untilOneWaits()
    const second = await transport(service, 'tickets.update', { id, ...aTicket }, headers)
    expect([outcomeOf(second).code, second.headers.get('retry-after')]).toEqual(['IDEMPOTENCY_IN_FLIGHT', '1'])
    await lock.rollback().execute()
    expect((await first).status).toBe(200)
  })

  it('after 24 hours the key can be used again, and its row is deleted', async () => {
    const headers = withKey()
    const subject = randomUUID()
    await transport(service, 'tickets.create', { ...aTicket, subject }, headers)
    await sql`update idempotency_keys set created_at = now() - interval '24 hours 1 second'`.execute(service.db)
    const again = await transport(service, 'tickets.create', { ...aTicket, subject }, headers)
    expect([again.headers.get('idempotency-replayed'), await count(subject)]).toEqual([null, 2])
    await sql`update idempotency_keys set created_at = now() - interval '24 hours 1 second'`.execute(service.db)
    expect(await deleteExpiredKeys(service.db)).toBeGreaterThan(0)
    expect(await deleteExpiredKeys(service.db)).toBe(0)
  })
})

it('50 concurrent requests with one key create one row and get no 5xx, 200 times', async () => {
  for (let round = 0; round < 200; round++) {
    const headers = withKey()
    const subject = randomUUID()
    const send = () => service.send('POST', '/api/support_tickets', { ...aTicket, subject }, headers)
    const answers = await Promise.all(Array.from({ length: 50 }, send))
    expect(answers.filter(({ status }) => status !== 201 && status !== 409)).toEqual([])
    const ids = new Set(answers.filter(({ status }) => status === 201).map(({ json }) => json.ticketId as number))
    expect([ids.size, await count(subject)]).toEqual([1, 1])
  }
}, 120_000)

async function untilOneWaits(): Promise<void> {
  const isWaiting = async () =>
    (
      await sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
        service.db,
      )
    ).rows.length > 0
  while (!(await isWaiting()));
}
