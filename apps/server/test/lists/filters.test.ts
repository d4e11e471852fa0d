import { RoleContext, type Ticket, TicketCategory, type TicketQuery, TicketStatus } from '@kinconecta/support-contracts'
import fc from 'fast-check'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Transport, transports, outcomeOf, overRest } from '../support/both-transports.ts'
import { anAttachment, aTicket, useService } from '../support/harness.ts'

const service = useService()
const TICKETS = 400

/** A stored ticket with its timestamps in microseconds. */
type Stored = Ticket & { createdAtUs: number; updatedAtUs: number }
let stored: Stored[]

// Few different timestamps, users and emails, so that there are many equal values, and a gap between two ranges of ids.
beforeAll(async () => {
  await sql`insert into support_tickets (ticket_id, user_id, role_context, full_name, email, subject, category, message,
      status, created_at, updated_at)
    select case when n > 200 then n + 50000 else n end, nullif(n % 7, 0), ('{GUIDE,TOURIST,GUEST}'::role_context[])[1 + n % 3],
      'n', (array['Ana@example.com', 'ANA@EXAMPLE.COM', 'luis@example.com'])[1 + n % 3],
      case when n % 3 = 1 then 'El farol' else 's' end,
      ('{RESERVAS_VIAJES,PAGOS_FACTURACION,OTRO,GENERAL}'::ticket_category[])[1 + n * 7 % 4], 'm',
      ('{OPEN,IN_PROGRESS,RESOLVED,CLOSED}'::ticket_status[])[1 + n * 13 % 11 % 4],
      timestamptz '2026-03-01T00:00:00Z' + n * 37 % 50 * interval '1 day 1.000001 second',
      timestamptz '2026-06-01T00:00:00Z' + n * 11 % 20 * interval '0.25 second'
    from generate_series(1, ${TICKETS}) n`.execute(service.db)
  await sql`select setval('support_tickets_ticket_id_seq', 1000000)`.execute(service.db)
  const { rows } = await sql<{ id: number; created: number; updated: number }>`select ticket_id as id,
      (extract(epoch from created_at) * 1e6)::bigint as created, (extract(epoch from updated_at) * 1e6)::bigint as updated
    from support_tickets order by ticket_id`.execute(service.db)
  const tickets = (await overRest(service, 'tickets.list', {})).json as Ticket[]
  stored = rows.map(({ created, updated }, index) =>
    Object.assign(tickets[index]!, { createdAtUs: created, updatedAtUs: updated }),
  )
})

const timestamp = fc
  .integer({ min: 0, max: 51 * 86_400 })
  .map((seconds) => new Date(Date.UTC(2026, 2, 1) + seconds * 1000).toISOString())
const some = <Value>(values: readonly Value[]) => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1 })

const filters = fc.record(
  {
    limit: fc.constantFrom(1, 7, 50, 1000),
    status: some(TicketStatus.options),
    category: some(TicketCategory.options),
    roleContext: some(RoleContext.options),
    userId: fc.integer({ min: 1, max: 7 }),
    email: fc.constantFrom('ana@example.com', 'Luis@Example.com', 'nobody@example.com'),
    createdFrom: timestamp,
    createdTo: timestamp,
    updatedSince: fc.constantFrom('2020-01-01T00:00:00', '2026-03-01T12:00:00Z'), // all were changed after both
    ticketIdFrom: fc.constantFrom(1, 20, 200, 50_000, 50_300),
    ticketIdTo: fc.constantFrom(20, 200, 49_999, 50_300, 99_999),
  },
  { requiredKeys: ['limit'] },
)
const order = fc.oneof(
  fc.record(
    { sort: fc.constantFrom('ticketId', '-ticketId', 'createdAt', '-createdAt', 'updatedAt', '-updatedAt') },
    { requiredKeys: [] },
  ),
  fc.record({ q: fc.constantFrom('FARÓL', '"el farol"', '-farol', 'faroles -nada') }),
)
const query = fc.tuple(filters, order).map((parts) => Object.assign({}, ...parts) as TicketQuery)

const seconds = (text: string) => Math.floor(Date.parse(text) / 1000)

/** The ids that a query must return, in order: a second, simple implementation of filters and sort. */
function expectedIds(asked: TicketQuery): number[] {
  const { status, category, roleContext, userId, email, createdFrom, createdTo, ticketIdFrom, ticketIdTo, q } = asked
  const found = stored.filter(
    (ticket) =>
      (status?.includes(ticket.status) ?? true) &&
      (category?.includes(ticket.category) ?? true) &&
      (roleContext?.includes(ticket.roleContext) ?? true) &&
      (userId === undefined || ticket.userId === userId) &&
      (email === undefined || ticket.email.toLowerCase() === email.toLowerCase()) &&
      (createdFrom === undefined || ticket.createdAtUs >= Date.parse(createdFrom) * 1000) &&
      (createdTo === undefined || Math.floor(ticket.createdAtUs / 1e6) <= seconds(createdTo)) &&
      (ticketIdFrom === undefined || ticket.ticketId >= ticketIdFrom) &&
      (ticketIdTo === undefined || ticket.ticketId <= ticketIdTo) &&
      (q === undefined || ticket.subject.includes('farol') !== q.startsWith('-')),
  )
  const sort = asked.sort ?? (q === undefined ? 'ticketId' : '-ticketId')
  const key = sort.replace('-', '') as 'ticketId' | 'createdAt' | 'updatedAt'
  const keyOf = (ticket: Stored) => (key === 'ticketId' ? ticket.ticketId : ticket[`${key}Us`])
  const ascending = found.toSorted((a, b) => keyOf(a) - keyOf(b) || a.ticketId - b.ticketId)
  return (sort.startsWith('-') ? ascending.toReversed() : ascending).map(({ ticketId }) => ticketId)
}

/** Walks all pages of a list over RPC. */
async function walk(asked: TicketQuery): Promise<{ ids: number[]; totals: Set<number | undefined> }> {
  const ids: number[] = []
  const totals = new Set<number | undefined>()
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await service.client.tickets.list({ ...asked, ...(cursor !== undefined && { cursor }) })
    ids.push(...page.items.map(({ ticketId }) => ticketId))
    totals.add(page.total)
    cursor = page.nextCursor
  }
  return { ids, totals }
}

describe('any filters in any order', () => {
  it('return the matching tickets in that order, page by page, and their count', async () => {
    await fc.assert(
      fc.asyncProperty(query, async (asked) => {
        const expected = expectedIds(asked)
        const { ids, totals } = await walk({ ...asked, count: true })
        expect(ids).toEqual(expected)
        expect([...totals]).toEqual([expected.length])
      }),
      { numRuns: 300 },
    )
  })

  it('return the same over REST, as a page and as a whole list', async () => {
    await fc.assert(
      fc.asyncProperty(query, async ({ limit, ...asked }) => {
        const expected = expectedIds(asked)
        const idsOf = (tickets: Ticket[]) => tickets.map(({ ticketId }) => ticketId)
        const whole = await overRest(service, 'tickets.list', { ...asked, count: true })
        expect(idsOf(whole.json)).toEqual(expected)
        expect(whole.headers.get('x-total-count')).toBe(String(expected.length))
        const first = await overRest(service, 'tickets.list', { ...asked, limit })
        expect(idsOf(first.json)).toEqual(expected.slice(0, limit))
        expect(first.headers.get('x-total-count')).toBeNull()
      }),
      { numRuns: 100 },
    )
  })
})

describe('GET /api/support_tickets with parameters', () => {
  const get = (parameters: string) => service.send('GET', `/api/support_tickets?${parameters}`)

  it.each(['count', 'count=', 'count=true'])('?%s requests the count', async (parameter) => {
    const { headers } = await get(`userId=3&${parameter}`)
    expect(headers.get('x-total-count')).toBe(String(expectedIds({ userId: 3 }).length))
  })

  it('a Link keeps the filters and the sort', async () => {
    const ids: number[] = []
    const address = '/api/support_tickets?status=OPEN&status=CLOSED&sort=-createdAt&limit=30&x=y'
    let next: string | undefined = address
    while (next) {
      const page = await service.send('GET', next)
      ids.push(...page.json.map(({ ticketId }: Ticket) => ticketId))
      next = /^<https:\/\/support\.test([^>]+)>; rel="next"$/.exec(page.headers.get('link') ?? '')?.[1]
      expect(next ?? address).toContain('status=OPEN&status=CLOSED&sort=-createdAt&limit=30')
    }
    expect(ids).toEqual(expectedIds({ status: ['OPEN', 'CLOSED'], sort: '-createdAt' }))
  })

  it.each([
    ['userId=1&userId=2', 'userId'],
    ['q=a&q=b', 'q'],
    ['sort=ticketId&sort=createdAt', 'sort'],
    ['status=open', 'status'],
    ['status=', 'status'],
    ['status=OPEN&status=OPEN&status=OPEN&status=OPEN&status=OPEN', 'status'],
    ['userId=0', 'userId'],
    ['userId=x', 'userId'],
    ['count=1', 'count'],
    ['count&count', 'count'],
    ['createdFrom=2026-02-30T00:00:00', 'createdFrom'],
    ['ticketIdFrom=1.5', 'ticketIdFrom'],
    [`email=${'e'.repeat(191)}`, 'email'],
    [`q=${'q'.repeat(501)}`, 'q'],
    ['q=a%00b', 'q'],
    ['sort=relevance', 'sort'],
    ['q=a&sort=createdAt', 'sort'],
  ])('400 INVALID_INPUT for %s', async (parameters, field) => {
    const { status, json } = await get(parameters)
    expect([status, json.code, json.issues[0].path[0]]).toEqual([400, 'INVALID_INPUT', field])
  })

  it.each([
    ['status[]=OPEN', 'status[]', 'status=…&status=…'],
    ['limit=2&status%5B0%5D=OPEN&status%5B1%5D=CLOSED', 'status[0]', 'status=…&status=…'],
    ['status=OPEN&category[]=OTRO', 'category[]', 'category=…&category=…'],
    ['userId[]=1', 'userId[]', 'userId=…'],
    ['cursor[]=x', 'cursor[]', 'cursor=…'],
  ])('400 INVALID_INPUT for %s, which would otherwise return all tickets', async (parameters, name, advice) => {
    const { status, json } = await get(parameters)
    expect([status, json.code, json.issues[0].path]).toEqual([400, 'INVALID_INPUT', [name]])
    expect(json.issues[0].message).toContain(advice)
    expect(json.issues[0].message.includes('repeat')).toBe(advice.includes('&'))
  })

  it('other parameters in brackets are ignored', async () => {
    for (const name of ['colour[]', 'toString[]', '__proto__[]', 'status[a]', 'status[][]', '[]', 'ifVersion[]'])
      expect((await get(`${name}=OPEN&limit=2`)).json).toHaveLength(2)
  })

  it('400 INVALID_INPUT for an updatedSince in the future', async () => {
    const { status, json } = await get('updatedSince=2999-01-01T00:00:00')
    expect([status, json.code]).toEqual([400, 'INVALID_INPUT'])
  })

  it('unknown parameters are ignored', async () => {
    expect((await get('colour=blue&limit=2')).json).toHaveLength(2)
  })

  it('HEAD returns the count too, and a page of another origin may read it', async () => {
    const headers = { origin: 'http://localhost:5500' }
    const answer = await service.send('HEAD', '/api/support_tickets?count=true&userId=3', undefined, headers)
    expect(answer.headers.get('x-total-count')).toBe(String(expectedIds({ userId: 3 }).length))
    expect(answer.headers.get('access-control-expose-headers')).toContain('X-Total-Count')
  })

  it('a page of long messages ends early in every order, and the next pages have the rest', async () => {
    await sql`insert into support_tickets (ticket_id, full_name, email, subject, message, created_at, updated_at)
      select 900000 + n, 'n', 'long@example.com', 's', repeat('😀', 65000), '2026-01-01Z', '2026-01-01Z'
      from generate_series(1, 40) n`.execute(service.db)
    for (const sort of ['-createdAt', 'updatedAt', '-ticketId'] as const) {
      const first = await service.client.tickets.list({ email: 'long@example.com', sort, limit: 1000 })
      expect(first.items.length).toBeLessThan(20)
      const { ids } = await walk({ email: 'long@example.com', sort, limit: 1000 })
      expect(new Set(ids).size).toBe(40)
      expect(ids).toHaveLength(40)
    }
    await sql`delete from support_tickets where ticket_id > 900000`.execute(service.db)
  })
})

describe.each(transports)('attachments over %s', (_, transport: Transport) => {
  const names = async (asked: Record<string, unknown>) =>
    (outcomeOf(await transport(service, 'attachments.list', asked)).output as { fileName: string }[]).map(
      ({ fileName }) => fileName,
    )

  it('are found by ticket, type and time', async () => {
    await sql`delete from support_ticket_attachments`.execute(service.db)
    const add = (ticketId: number, fileName: string, mimeType: string | null, uploadedAt: string) =>
      service.client.attachments.create({ ...anAttachment, ticketId, fileName, mimeType, uploadedAt })
    await add(1, 'a', 'image/png', '2026-03-01T10:00:00.5')
    await add(2, 'b', 'IMAGE/PNG', '2026-03-02T10:00:00')
    await add(3, 'c', null, '2026-03-03T10:00:00')
    await add(1, 'd', 'application/pdf', '2026-03-04T10:00:00')
    expect(await names({ ticketId: [1] })).toEqual(['a', 'd'])
    expect(await names({ ticketId: [3, 1, 3] })).toEqual(['a', 'c', 'd'])
    expect(await names({ mimeType: 'image/png' })).toEqual(['a', 'b'])
    expect(await names({ uploadedFrom: '2026-03-02T10:00:00', uploadedTo: '2026-03-03T10:00:00' })).toEqual(['b', 'c'])
    expect(await names({ uploadedTo: '2026-03-01T10:00:00' })).toEqual(['a'])
    expect(await names({ ticketId: [1, 2], mimeType: 'image/png', uploadedFrom: '2026-03-02T00:00:00' })).toEqual(['b'])
    expect(await names({ ticketId: [99] })).toEqual([])
    const page = await service.client.attachments.list({ ticketId: [1, 3], limit: 2, count: true })
    expect([page.items.length, page.total]).toEqual([2, 3])
    const next = await service.client.attachments.list({ ticketId: [3, 1], limit: 2, cursor: page.nextCursor! })
    expect([next.items.map(({ fileName }) => fileName), next.nextCursor, 'total' in next]).toEqual([['d'], null, false])
  })
})

it('a new ticket is found at once', async () => {
  const { ticketId } = await service.client.tickets.create({ ...aTicket, email: 'new@example.com' })
  const { items } = await service.client.tickets.list({ email: 'NEW@example.com' })
  expect(items.map((ticket) => ticket.ticketId)).toEqual([ticketId])
})
