// What a caller can configure: limits, conditions, and checks that take long.
import { describe, expect, it } from 'vitest'
import { sql } from 'kysely'
import { numberEvents } from '../../src/events/sequencer.ts'
import { aTicket, outboundRules, useService } from '../support/harness.ts'
import { HOOK } from '../support/operation-rows.ts'

const MAX = 50
const MAX_REPLAYS = 10
let looking = Promise.withResolvers<void>()
let answer = Promise.withResolvers<string[]>()
const resolve = async () => {
  looking.resolve()
  return answer.promise
}
const service = useService({ webhooksOptions: { outboundRules: { ...outboundRules, resolve } } })
const disabled = { url: HOOK, isEnabled: false }

describe('webhooks', () => {
  it('a host that is looked up slowly holds no connection and no transaction', async () => {
    const created = service.client.webhooks.create({ url: 'https://slow.test/', isEnabled: false })
    await looking.promise
    const { rows } = await sql<{ count: number }>`select count(*) from pg_stat_activity
      where datname = current_database() and xact_start is not null and pid <> pg_backend_pid()`.execute(service.db)
    expect(rows[0]!.count).toBe(0)
    answer.resolve(['93.184.215.14'])
    expect((await created).url).toBe('https://slow.test/')
  })

  it('a host that cannot be looked up is refused', async () => {
    looking = Promise.withResolvers()
    answer = Promise.withResolvers()
    const created = service.client.webhooks.create({ url: 'https://slow.test/' })
    await looking.promise
    answer.reject(Object.assign(new Error('queryA ESERVFAIL slow.test'), { code: 'ESERVFAIL' }))
    await expect(created).rejects.toMatchObject({
      code: 'URL_NOT_ALLOWED',
      detail: 'url: The host of the URL cannot be looked up',
    })
  })

  it('a retry with its key gets its first answer, although the URL would be refused by now', async () => {
    const { webhookId } = await service.client.webhooks.create(disabled)
    const key = { 'idempotency-key': crypto.randomUUID() }
    const change = { url: 'https://moving.test/' }
    answer = Promise.withResolvers()
    answer.resolve(['93.184.215.14'])
    const first = await service.send('PUT', `/api/webhooks/${webhookId}`, change, key)
    answer = Promise.withResolvers()
    answer.resolve(['127.0.0.1'])
    const again = await service.send('PUT', `/api/webhooks/${webhookId}`, change, key)
    expect([first.status, again.status]).toEqual([200, 200])
    expect(again.json).toEqual(first.json)
    expect((await service.send('PUT', `/api/webhooks/${webhookId}`, change)).json.code).toBe('URL_NOT_ALLOWED')
  })

  it('change only at the version that was asked for', async () => {
    const { webhookId } = await service.client.webhooks.create(disabled)
    const { version } = await service.client.webhooks.get({ id: webhookId }).withResponse()
    const changed = { id: webhookId, description: 'one' }
    const { version: after } = await service.client.webhooks.update(changed, { ifVersion: version }).withResponse()
    expect(after).toBe(version! + 1)
    const stale = service.client.webhooks.update({ ...changed, description: 'two' }, { ifVersion: version })
    await expect(stale).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' })
    const deleted = service.client.webhooks.delete({ id: webhookId }, { ifVersion: version })
    await expect(deleted).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' })
  })

  it(`have at most ${MAX_REPLAYS} replays in progress, of positions that exist`, async () => {
    const { webhookId } = await service.client.webhooks.create(disabled)
    await service.client.tickets.create(aTicket)
    const end = await numberEvents(service.db)
    const replay = (position: number) => service.client.webhooks.replay({ id: webhookId, position }).result()
    const outcomes = await Promise.all(Array.from({ length: MAX_REPLAYS + 2 }, () => replay(end)))
    const codes = outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.error.code))
    expect(codes.filter((code) => code === 'ok')).toHaveLength(MAX_REPLAYS)
    expect(codes.filter((code) => code === 'WEBHOOK_REPLAYS_RUNNING')).toHaveLength(2)
    const { webhookId: other } = await service.client.webhooks.create(disabled)
    const beyond = service.client.webhooks.replay({ id: other, position: end + 1 })
    await expect(beyond).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    await sql`update event_log set trimmed_to = ${end}`.execute(service.db)
    const trimmed = service.client.webhooks.replay({ id: other, position: end })
    await expect(trimmed).rejects.toMatchObject({ code: 'EVENTS_TRIMMED' })
  })

  it(`are at most ${MAX}, however many are created at the same time`, async () => {
    const creations = Array.from({ length: MAX + 10 }, () => service.client.webhooks.create(disabled).result())
    const outcomes = await Promise.all(creations)
    const codes = new Set(outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.error.code)))
    expect(codes).toEqual(new Set(['ok', 'WEBHOOK_LIMIT_REACHED']))
    expect((await service.client.webhooks.list({ limit: 1000 })).items).toHaveLength(MAX)
  })
})
