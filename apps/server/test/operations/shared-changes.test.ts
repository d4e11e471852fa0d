// Creations that come together share a transaction (calls/shared-changes.ts). Each still has its own answer and its own
// failure, and every promise holds for each.
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Cut, startCommitProxy } from '../support/commit-proxy.ts'
import { type Answer, aTicket, useService } from '../support/harness.ts'
import { startProcess } from '../support/real-process.ts'
import { bearer, tokenOf } from '../support/tokens.ts'

const COUNT = 20
const service = useService({ isClosed: true })
let admin: Record<string, string>
let member: Record<string, string>
beforeAll(async () => {
  admin = bearer(await tokenOf('1', 'ADMIN'))
  member = bearer(await tokenOf('42', 'TOURIST'))
})

interface Creation {
  subject: string
  headers?: Record<string, string>
  members?: Record<string, unknown>
}

const send = ({ subject, headers = {}, members }: Creation) =>
  service.send('POST', '/api/support_tickets', { ...aTicket, subject, ...members }, { ...admin, ...headers })
const several = (withKeys: boolean): Creation[] =>
  Array.from({ length: COUNT }, () => {
    const subject = randomUUID()
    return { subject, ...(withKeys && { headers: { 'idempotency-key': subject } }) }
  })
const rowsOf = async (subjects: string[]) =>
  (
    await sql<{ subject: string; id: number; xid: string }>`
      select subject, ticket_id as id, xmin::text as xid from support_tickets where subject = any(${subjects})`.execute(
      service.db,
    )
  ).rows
const codes = (answers: Answer[]) => answers.map(({ status, json }) => (json?.code as string | undefined) ?? status)

describe('creations that come together', () => {
  it.each([true, false])('are made in few transactions, and each has its own ticket (keys: %s)', async (withKeys) => {
    const creations = several(withKeys)
    const answers = await Promise.all(creations.map(send))
    expect(codes(answers)).toEqual(creations.map(() => 201))
    expect(answers.map(({ json }) => json.subject as string)).toEqual(creations.map(({ subject }) => subject))
    const rows = await rowsOf(creations.map(({ subject }) => subject))
    expect(new Map(rows.map(({ subject, id }) => [subject, id]))).toEqual(
      new Map(answers.map(({ json }) => [json.subject, json.ticketId])),
    )
    expect(new Set(rows.map(({ xid }) => xid)).size).toBeLessThan(COUNT / 2)
  })

  it('members and defaults are those of a creation alone', async () => {
    const members = [
      {},
      { userId: 7, roleContext: 'GUIDE', category: 'OTRO', status: 'CLOSED' },
      { userId: null, createdAt: '2020-01-02T03:04:05.123456', updatedAt: '2020-01-02T03:04+02:00' },
      { userId: Number.MAX_SAFE_INTEGER, message: `ñ 🦤 \u2028 " \\ ${'x'.repeat(60_000)}` },
    ]
    const together = await Promise.all(members.map((some) => send({ subject: 'same', members: some })))
    for (const [index, some] of members.entries()) {
      const alone = await send({ subject: 'same', members: some })
      expect(together[index]!.json).toEqual({ ...alone.json, ticketId: together[index]!.json.ticketId })
    }
  })

  it('the same key is used once, by one of them, and the others are not disturbed', async () => {
    const key = { 'idempotency-key': randomUUID() }
    const others = several(true)
    const same = Array.from({ length: 5 }, () => ({ subject: 'once', headers: key }))
    const answers = await Promise.all([...same, ...others].map(send))
    expect(codes(answers.slice(same.length))).toEqual(others.map(() => 201))
    const ids = answers.slice(0, same.length).map(({ json }) => json.ticketId as number | undefined)
    expect(new Set(ids.filter((id) => id !== undefined)).size).toBe(1)
    expect(await rowsOf(['once'])).toHaveLength(1)
  })

  it('retries get their first answers, other content 422, while new ones are created', async () => {
    const first = several(true)
    const made = await Promise.all(first.map(send))
    const changed = { ...first[0]!, members: { message: 'other' } }
    const fresh = several(true)
    const answers = await Promise.all([...first, changed, ...fresh].map(send))
    expect(answers.slice(0, COUNT).map(({ text }) => text)).toEqual(made.map(({ text }) => text))
    expect(answers.slice(0, COUNT).map(({ headers }) => headers.get('idempotency-replayed'))).toEqual(
      first.map(() => 'true'),
    )
    expect(codes(answers.slice(COUNT))).toEqual(['IDEMPOTENCY_KEY_REUSED', ...fresh.map(() => 201)])
  })

  it('a key is its caller’s', async () => {
    const key = { 'idempotency-key': randomUUID() }
    const answers = await Promise.all([
      send({ subject: 'a', headers: key }),
      send({ subject: 'b', headers: { ...key, ...member } }),
    ])
    expect(answers.map(({ status, json }) => [status, json.subject])).toEqual([
      [201, 'a'],
      [201, 'b'],
    ])
  })

  it('a refusal is its own', async () => {
    const refused = {
      subject: 'no',
      headers: { ...member, 'idempotency-key': 'refused' },
      members: { status: 'CLOSED' },
    }
    const answers = await Promise.all([...several(true), refused, ...several(false)].map(send))
    expect(codes(answers)).toEqual([
      ...Array.from({ length: COUNT }, () => 201),
      'FIELD_NOT_ALLOWED',
      ...Array.from({ length: COUNT }, () => 201),
    ])
    expect(codes([await send({ ...refused, members: {} })])).toEqual([201]) // it was not kept
  })

  it('a row that Postgres refuses fails alone', async () => {
    await sql`create function refuse() returns trigger language plpgsql as
      $$ begin if new.subject = 'refuse me' then raise 'no'; end if; return new; end $$`.execute(service.db)
    await sql`create trigger refuse before insert on support_tickets for each row execute function refuse()`.execute(
      service.db,
    )
    const bad = { subject: 'refuse me', headers: { 'idempotency-key': randomUUID() } }
    const good = several(true)
    const answers = await Promise.all([bad, ...good].map(send))
    expect(codes(answers)).toEqual(['INTERNAL', ...good.map(() => 201)])
    expect(await rowsOf(good.map(({ subject }) => subject))).toHaveLength(COUNT)
    await sql`drop trigger refuse on support_tickets`.execute(service.db)
    expect(codes([await send(bad)])).toEqual([201]) // nothing was kept of the failure
  })
})

describe('a connection that is cut at the COMMIT that they share', () => {
  it.each(['after COMMIT', 'before COMMIT'] as const)('%s: each is told what is known of it', async (cut: Cut) => {
    const proxy = await startCommitProxy(service.databaseUrl)
    const server = await startProcess({ DATABASE_URL: proxy.url, LOG_LEVEL: 'silent' })
    const post = async ({ subject, headers = {} }: Creation) => {
      const response = await fetch(`${server.url}/api/support_tickets`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ ...aTicket, subject }),
      })
      return { status: response.status, json: (await response.json()) as { code?: string; ticketId?: number } }
    }
    await Promise.all(several(false).map(post)) // so that connections are there
    const keyed = several(true)
    const mixed = keyed.flatMap((creation) => [creation, ...several(false).slice(0, 1)])
    proxy.cutNext(cut)
    const answers = await Promise.all(mixed.map(post))
    expect(proxy.cuts()).toBe(1)
    const isDone = new Set((await rowsOf(mixed.map(({ subject }) => subject))).map(({ subject }) => subject))
    for (const [index, { subject, headers }] of mixed.entries()) {
      const { status, json } = answers[index]!
      // A 201 is true; where it is not known, that is said; with a key, what was done is found.
      expect([201, 503]).toContain(status)
      expect([status, json.code, isDone.has(subject)]).toEqual(
        status === 201
          ? [201, undefined, true]
          : [503, 'OUTCOME_UNKNOWN', headers === undefined && cut === 'after COMMIT'],
      )
    }
    expect(answers.some(({ status }) => status === 503) || cut === 'after COMMIT').toBe(true)
    const again = await Promise.all(keyed.map(post))
    expect(again.map(({ status }) => status)).toEqual(keyed.map(() => 201))
    expect(await rowsOf(keyed.map(({ subject }) => subject))).toHaveLength(COUNT)
    expect(await server.end('SIGTERM')).toBe(0)
    await proxy.close()
  })
})
