// One member that sent 20 batches of 10 searches used all connections: reads by id of other callers took a second, and
// half of them got 503.
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { actorShare, fairShare } from '../../src/operations/fair-share.ts'
import { aTicket, useService } from '../support/harness.ts'

const service = useService({ maxConnections: 5, poolWaitMs: 1_000 })

describe('lists have their own connections', () => {
  it('while all of them are busy, lists get 503 DATABASE_BUSY and other calls work', async () => {
    const { ticketId } = await service.client.tickets.create(aTicket)
    const held = await Promise.all([1, 2].map(() => service.lists.startTransaction().execute()))
    const list = await service.send('GET', '/api/support_tickets')
    expect([list.status, list.json.code]).toEqual([503, 'DATABASE_BUSY'])
    expect((await service.client.tickets.get({ id: ticketId })).ticketId).toBe(ticketId)
    await service.client.tickets.update({ id: ticketId, ...aTicket, subject: 'other' })
    await Promise.all(held.map((transaction) => transaction.rollback().execute()))
    expect((await service.send('GET', '/api/support_tickets')).status).toBe(200)
  })

  it('503 QUERY_TOO_EXPENSIVE with advice for a list that takes longer than two seconds', async () => {
    await sql`alter table support_tickets rename to all_tickets`.execute(service.db)
    await sql`create view support_tickets as select t.* from pg_sleep(4), all_tickets as t`.execute(service.db)
    const { status, json, headers } = await service.send('GET', '/api/support_tickets?status=OPEN')
    expect([status, json.code, headers.get('retry-after')]).toEqual([503, 'QUERY_TOO_EXPENSIVE', '5'])
    expect(json.detail).toContain('filter by status')
    await sql`drop view support_tickets`.execute(service.db)
    await sql`alter table all_tickets rename to support_tickets`.execute(service.db)
  })

  it('concurrent batches of ten succeed', async () => {
    const path = `/trpc/${Array.from({ length: 10 }, () => 'tickets.list').join(',')}?batch=1&input=%7B%7D`
    const answers = await Promise.all(Array.from({ length: 20 }, () => service.send('GET', path)))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  })
})

describe('the calls of one caller', () => {
  it('are limited, independently of those of other callers', async () => {
    const share = fairShare(2)
    let running = 0
    let most = 0
    const work = async () => {
      most = Math.max(most, ++running)
      await sleep(50)
      running--
    }
    await Promise.all(Array.from({ length: 6 }, () => share('one', work)))
    expect(most).toBe(2)
    most = 0
    await Promise.all(['one', 'one', 'one', 'other', 'other'].map((caller) => share(caller, work)))
    expect(most).toBe(4)
  })

  it('are rejected if the queue is full or slow', async () => {
    const share = fairShare(1, { maxWaitMs: 100 })
    const calls = Array.from({ length: 400 }, () => share('one', () => sleep(150)).then(() => 'done', codeOf))
    const outcomes = await Promise.all(calls)
    expect(outcomes.filter((outcome) => outcome === 'done').length).toBeLessThan(3)
    expect(new Set(outcomes)).toEqual(new Set(['done', 'TOO_MANY_CALLS']))
    expect(await share('one', async () => 'again')).toBe('again')
  })
})

it('requesters together use at most their share, and the support team does not wait for them', async () => {
  const share = actorShare(2, 3)
  const release = Promise.withResolvers<void>()
  let running = 0
  const work = async () => {
    running++
    await release.promise
  }
  const held = [1, 2, 3, 4].flatMap((userId) =>
    [1, 2].map(() => share({ kind: 'member', id: `user:${userId}`, userId, role: 'TOURIST' }, work)),
  )
  held.push(share({ kind: 'guest', id: 'guest:192.0.2.1' }, work))
  await sleep(10)
  expect(running).toBe(3)
  const staff = [{ kind: 'agent', id: 'agent:ann' } as const, { kind: 'service', id: 'service:1', scopes: [] } as const]
  for (const actor of staff) expect(await share(actor, async () => 'done')).toBe('done')
  release.resolve()
  await Promise.all(held)
  expect(running).toBe(9)
})

const codeOf = (error: unknown) => (error as { code: string }).code
