import { MAX_VIEWS } from '@kinconecta/support-contracts'
import { sql } from 'kysely'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createApiKey } from '../../src/platform/identity/api-keys.ts'
import { useService } from '../support/harness.ts'
import { bearer, tokenOf } from '../support/tokens.ts'

const service = useService({ isClosed: true })
const headers: Record<string, Record<string, string>> = {}
beforeAll(async () => {
  headers['ana'] = bearer(await tokenOf('ana', 'AGENT'))
  headers['luis'] = bearer(await tokenOf('luis', 'AGENT'))
  headers['admin'] = bearer(await tokenOf('root', 'ADMIN'))
})
beforeEach(() => sql`truncate views, support_tickets cascade`.execute(service.db))

const view = { name: 'Mine', query: { assigneeId: 'me', status: ['OPEN'] } }
const send = (who: string, method: string, path: string, body?: unknown, more: Record<string, string> = {}) =>
  service.send(method, `/api/desk/views${path}`, body, { ...headers[who], ...more })
const created = async (who: string, fields: object = {}) => (await send(who, 'POST', '', { ...view, ...fields })).json
const codeOf = async (answer: ReturnType<typeof send>) => {
  const { status, json } = await answer
  return [status, json?.code]
}

describe('a view', () => {
  it('has an owner, a version and exactly the filters of the queue', async () => {
    const { status, headers: sent, json } = await send('ana', 'POST', '', view)
    const expected = { ...view, viewId: json.viewId, ownerId: 'ana', isShared: false, createdAt: '2026-03-11T10:30:00' }
    expect([status, sent.get('etag'), sent.get('location'), json]).toEqual([
      201,
      '"1"',
      `/api/desk/views/${json.viewId}`,
      expected,
    ])
    const wrong = await send('ana', 'POST', '', { ...view, query: { priority: ['HIGHEST'] } })
    expect([wrong.status, wrong.json.issues[0].path]).toEqual([400, ['query', 'priority', 0]])
  })

  it('of another agent is not there, unless it is shared', async () => {
    const { viewId } = await created('ana')
    expect(await codeOf(send('luis', 'GET', `/${viewId}`))).toEqual([404, 'VIEW_NOT_FOUND'])
    expect(await codeOf(send('admin', 'PUT', `/${viewId}`, view))).toEqual([404, 'VIEW_NOT_FOUND'])
    expect((await send('luis', 'GET', '')).json).toEqual([])
    await send('ana', 'PUT', `/${viewId}`, { ...view, isShared: true })
    expect((await send('luis', 'GET', `/${viewId}`)).json).toMatchObject({ ownerId: 'ana', isShared: true })
    expect((await send('luis', 'GET', '')).json).toHaveLength(1)
  })

  it('that is shared is changed and deleted by its owner and by admins only', async () => {
    const { viewId } = await created('ana', { isShared: true })
    expect(await codeOf(send('luis', 'PUT', `/${viewId}`, view))).toEqual([403, 'FORBIDDEN'])
    expect(await codeOf(send('luis', 'DELETE', `/${viewId}`))).toEqual([403, 'FORBIDDEN'])
    const renamed = await send('admin', 'PUT', `/${viewId}`, { ...view, name: 'Renamed' })
    expect(renamed.json).toMatchObject({ name: 'Renamed', isShared: true, ownerId: 'ana' })
    expect((await send('ana', 'DELETE', `/${viewId}`)).status).toBe(204)
  })

  it('is changed only with its version, if one is sent', async () => {
    const { viewId } = await created('ana')
    const put = (version: string) => send('ana', 'PUT', `/${viewId}`, view, { 'if-match': version })
    expect((await put('"1"')).headers.get('etag')).toBe('"2"')
    const stale = await put('"1"')
    expect([stale.status, stale.headers.get('etag')]).toEqual([412, '"2"'])
    expect(await codeOf(send('ana', 'DELETE', `/${viewId}`, undefined, { 'if-match': '"1"' }))).toEqual([
      412,
      'PRECONDITION_FAILED',
    ])
  })

  it('is one of at most 100 of an agent, also if they are created at the same time', async () => {
    await created('ana')
    await sql`insert into views (owner_id, name, query) select 'ana', 'v', '{}' from generate_series(3, ${MAX_VIEWS})`.execute(
      service.db,
    )
    const answers = await Promise.all(Array.from({ length: 4 }, () => send('ana', 'POST', '', view)))
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409, 409, 409])
    expect(await codeOf(send('ana', 'POST', '', view))).toEqual([409, 'VIEW_LIMIT_REACHED'])
    expect((await send('luis', 'POST', '', view)).status).toBe(201)
  })
})

/** Adds tickets with this status and assignee. */
const addTickets = (count: number, status: string, assigneeId: string | null = null) =>
  sql`insert into support_tickets (full_name, email, subject, message, status, assignee_id, created_at, updated_at)
    select 'n', 'e', 's', 'm', ${status}::ticket_status, ${assigneeId}, now(), now()
    from generate_series(1, ${count}::int)`.execute(service.db)

describe('GET /api/desk/views/counts', () => {
  const counts = async (who: string, ids: number[]) => {
    const { json } = await send(who, 'GET', `/counts?${ids.map((id) => `viewIds=${id}`).join('&')}`)
    return json.counts.map(({ count, isMore }: { count: number; isMore: boolean }) => [count, isMore])
  }

  it.each(['OPEN', 'CLOSED'])(
    'counts exactly up to 1,000 tickets that are %s, and says that there are more',
    async (status) => {
      const { viewId } = await created('ana', { query: { status: [status] } })
      await addTickets(999, status)
      expect(await counts('ana', [viewId])).toEqual([[999, false]])
      await addTickets(1, status)
      expect(await counts('ana', [viewId])).toEqual([[1000, false]])
      await addTickets(1, status)
      expect(await counts('ana', [viewId])).toEqual([[1000, true]])
    },
  )

  it('counts a shared view of `me` for each agent who asks', async () => {
    await created('luis') // the agents exist from their first view on
    const { viewId } = await created('ana', { isShared: true })
    await addTickets(2, 'OPEN', 'ana')
    await addTickets(3, 'OPEN', 'luis')
    expect([await counts('ana', [viewId]), await counts('luis', [viewId])]).toEqual([[[2, false]], [[3, false]]])
  })

  it('counts the others if a search takes too long', async () => {
    const open = await created('ana', { query: { status: ['OPEN'] } })
    const search = await created('ana', { query: { q: 'reembolso' } })
    await addTickets(2, 'OPEN')
    await service.dueWork.stop() // it would read the slow view
    await sql`alter table messages rename to all_messages`.execute(service.db)
    await sql`create view messages as select t.* from pg_sleep(4), all_messages as t`.execute(service.db)
    try {
      expect(await counts('ana', [open.viewId, search.viewId])).toEqual([
        [2, false],
        [0, true],
      ])
    } finally {
      await sql`drop view messages`.execute(service.db)
      await sql`alter table all_messages rename to messages`.execute(service.db)
    }
  })

  it('leaves out views that the caller does not see', async () => {
    const { viewId } = await created('ana')
    expect(await counts('luis', [viewId])).toEqual([])
  })
})

describe('an API key with the scopes of the desk', () => {
  it('lists the queue, and is refused what is of an agent', async () => {
    const key = bearer((await createApiKey(service.db, 'test', ['desk:read', 'desk:write'], null)).key)
    const list = (query: string) => service.send('GET', `/api/desk/tickets?${query}`, undefined, key)
    expect((await list('assigneeId=none')).status).toBe(200)
    for (const query of ['assigneeId=me', 'isUnread=true']) {
      const { status, json } = await list(query)
      expect([status, json.code, json.detail]).toEqual([
        400,
        'INVALID_INPUT',
        expect.stringContaining('An API key is not an agent'),
      ])
    }
    expect((await service.send('GET', '/api/desk/views', undefined, key)).status).toBe(403)
  })
})
