// The queue against a plain model: filters, orders, pages, counts, and the counts of views.
import {
  type DeskTicket,
  type DeskTicketFilters,
  DeskTicketSort,
  TicketCategory,
  TicketPriority,
  TicketStatus,
  WaitingOn,
} from '@kinconecta/support-contracts'
import fc from 'fast-check'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { outcomeOf, overRest, overRpc, type Transport } from '../support/both-transports.ts'
import { useService } from '../support/harness.ts'

const service = useService()
const TICKETS = 400

/** A stored ticket as the test reads it, with what the service does not return. */
type Stored = DeskTicket & { createdUs: number; activityUs: number; tagNames: string[]; isRead: boolean }
let stored: Stored[]

// `anyone` is the agent who calls an open service. Tag 2 was merged into tag 1.
beforeAll(async () => {
  await sql`insert into agents (agent_id, role) values ('a1', 'agent'), ('a2', 'agent')`.execute(service.db)
  await sql`insert into teams (team_id, name) values (1, 'One'), (2, 'Two')`.execute(service.db)
  await sql`insert into tags (tag_id, name, merged_into) values (1, 'Reembolso', null), (2, 'Devolución', 1), (3, 'VIP', null)`.execute(
    service.db,
  )
  await sql`insert into support_tickets (full_name, email, subject, category, message, status, created_at, updated_at,
      priority, waiting_on, assignee_id, team_id, tag_ids, is_snoozed, last_message_at, last_requester_message_at)
    select 'n', 'e', case when n % 5 = 0 then 'El farol' else 's' end,
      ('{RESERVAS_VIAJES,PAGOS_FACTURACION,OTRO,GENERAL}'::ticket_category[])[1 + n * 7 % 4], 'm',
      ('{OPEN,IN_PROGRESS,RESOLVED,CLOSED}'::ticket_status[])[1 + n * 13 % 11 % 4],
      timestamptz '2026-03-01T00:00:00Z' + n * 37 % 50 * interval '0.5 second', '2026-06-01T00:00:00Z',
      ('{LOW,NORMAL,HIGH,URGENT}'::ticket_priority[])[1 + n * 17 % 13 % 4],
      ('{agent,requester,third_party}'::waiting_on[])[1 + n * 5 % 7 % 3],
      (array['anyone', 'a1', null])[1 + n * 3 % 10 % 3], (array[1, 2, null])[1 + n * 11 % 9 % 3],
      case n % 5 when 1 then '{1}' when 2 then '{2}' when 3 then '{3}' when 4 then '{2,3}' else '{}' end::bigint[], n % 4 = 0,
      case when n % 3 > 0 then timestamptz '2026-03-02T00:00:00Z' + n * 11 % 20 * interval '0.000001 second' end,
      case when n % 2 = 0 then timestamptz '2026-03-02T00:00:00Z' end
    from generate_series(1, ${TICKETS}) n`.execute(service.db)
  await sql`insert into messages (ticket_id, kind, author_kind, body, created_at)
    select ticket_id, case when ticket_id % 2 = 0 then 'note' else 'reply' end, 'agent', 'Con un farol', now()
    from support_tickets where ticket_id % 7 = 0`.execute(service.db)
  await sql`insert into ticket_reads (ticket_id, agent_id, read_at)
    select ticket_id, (array['anyone', 'a1'])[1 + ticket_id % 5 % 2],
      timestamptz '2026-03-02T00:00:00Z' - ticket_id % 3 * interval '12 hours' from support_tickets
    where ticket_id % 6 > 0`.execute(service.db)
  await sql`insert into sla_calendars (calendar_id, created_at) values (1, now())`.execute(service.db)
  await sql`insert into sla_calendar_versions (calendar_id, version, name, time_zone, hours, holidays)
    values (1, 1, 'UTC', 'UTC', '[]', '[]')`.execute(service.db)
  await sql`insert into sla_policies (policy_id, created_at, deleted_at) values (1, now(), now())`.execute(service.db)
  await sql`insert into sla_policy_versions (policy_id, version, name, rank, calendar_id, targets)
    values (1, 1, 'All', 1, 1, '{}')`.execute(service.db)
  await sql`insert into sla_targets (ticket_id, target, policy_id, policy_version, calendar_id, calendar_version, minutes,
      started_at, due_at, paused_at, breached_at, is_next)
    select ticket_id, 'resolution', 1, 1, 1, 1, 60, '2026-03-01', due_at,
      case when ticket_id % 4 = 0 then timestamptz '2026-03-02' end, case when ticket_id % 8 = 0 then due_at end, true
    from (select ticket_id, timestamptz '2026-03-11T10:00:00Z' + ticket_id * 7 % 60 * interval '1 minute' as due_at
      from support_tickets where ticket_id % 3 > 0)`.execute(service.db)
  stored = await readStored()
})

const NAMES: Record<number, string> = { 1: 'reembolso', 2: 'reembolso', 3: 'vip' }

async function readStored(): Promise<Stored[]> {
  const tickets = (await overRest(service, 'desk.tickets.list', { sort: 'createdAt' })).json as DeskTicket[]
  const { rows } = await sql<{ id: number; created: number; activity: number; tags: number[]; read: boolean }>`
    select ticket_id as id, tag_ids as tags, (extract(epoch from created_at) * 1e6)::bigint as created,
      (extract(epoch from coalesce(last_message_at, created_at)) * 1e6)::bigint as activity,
      exists (select from ticket_reads r where r.ticket_id = t.ticket_id and agent_id = 'anyone'
        and read_at >= coalesce(last_requester_message_at, created_at)) as read
    from support_tickets t`.execute(service.db)
  const byId = new Map(tickets.map((ticket) => [ticket.ticketId, ticket]))
  return rows.map(({ id, created, activity, tags, read }) =>
    Object.assign(byId.get(id)!, {
      createdUs: created,
      activityUs: activity,
      tagNames: tags.map((tag) => NAMES[tag]!),
      isRead: read,
    }),
  )
}

const some = <Value>(values: readonly Value[]) => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1 })
const filters = fc.record(
  {
    status: some(TicketStatus.options),
    category: some(TicketCategory.options),
    assigneeId: fc.constantFrom('me', 'none', 'a1', 'a2'),
    teamId: fc.constantFrom(1, 2, 9),
    hasTeam: fc.boolean(),
    priority: some(TicketPriority.options),
    tags: some(['Reembolso', 'devolución', 'VIP', 'unknown']),
    waitingOn: some(WaitingOn.options),
    isSnoozed: fc.boolean(),
    isUnread: fc.boolean(),
    dueBefore: fc.constantFrom('2026-03-11T10:20:00Z', '2026-03-11T11:00:00Z'),
    isBreached: fc.boolean(),
    createdFrom: fc.constantFrom('2026-03-01T00:00:05Z', '2027-01-01T00:00:00Z'),
    ticketIdTo: fc.constantFrom(100, 399),
    q: fc.constantFrom('farol', 'xilofonista', ''),
    sort: fc.constantFrom(...DeskTicketSort.options),
  },
  { requiredKeys: [] },
)

function isExpected(ticket: Stored, query: DeskTicketFilters): boolean {
  const isAnyOf = <Value>(values: readonly Value[] | undefined, value: Value) => values?.includes(value) ?? true
  const assignee = query.assigneeId === 'me' ? 'anyone' : query.assigneeId
  const names = query.tags?.map((name) => ({ devolución: 'reembolso' })[name as 'devolución'] ?? name.toLowerCase())
  const hasWord = ticket.subject.includes('farol') || ticket.ticketId % 7 === 0
  return (
    isAnyOf(query.status, ticket.status) &&
    isAnyOf(query.category, ticket.category) &&
    isAnyOf(query.priority, ticket.priority) &&
    isAnyOf(query.waitingOn, ticket.waitingOn) &&
    (assignee === undefined || (ticket.assigneeId ?? 'none') === assignee) &&
    (query.teamId === undefined || ticket.teamId === query.teamId) &&
    (query.hasTeam === undefined || (ticket.teamId !== null) === query.hasTeam) &&
    (names === undefined || ticket.tagNames.some((name) => names.includes(name))) &&
    (query.isSnoozed === undefined || ticket.isSnoozed === query.isSnoozed) &&
    (query.isUnread === undefined || ticket.isRead !== query.isUnread) &&
    (query.dueBefore === undefined || (ticket.dueAt ?? 'never') < query.dueBefore) &&
    (query.isBreached === undefined || (ticket.breachedAt !== null) === query.isBreached) &&
    (query.createdFrom === undefined || ticket.createdUs >= Date.parse(query.createdFrom) * 1000) &&
    ticket.ticketId <= (query.ticketIdTo ?? TICKETS) &&
    (query.q === undefined || query.q === '' || (query.q === 'farol' && hasWord))
  )
}

function expectedIds(query: DeskTicketFilters): number[] {
  const { sort = '-lastActivityAt' } = query
  const rank = ({ priority }: Stored) => TicketPriority.options.indexOf(priority)
  const dueMs = ({ dueAt }: Stored) => (dueAt === null ? Infinity : Date.parse(`${dueAt}Z`))
  const otherTime = (ticket: Stored) => (sort.endsWith('createdAt') ? ticket.createdUs : ticket.activityUs)
  const time = sort.endsWith('dueAt') ? dueMs : otherTime
  const byTime = (a: Stored, b: Stored) => (time(a) === time(b) ? 0 : time(a) - time(b))
  const isByPriority = sort.endsWith('priority')
  const sign = (isByPriority ? sort === 'priority' : sort.startsWith('-')) ? -1 : 1
  const compare = (a: Stored, b: Stored) =>
    (isByPriority ? rank(b) - rank(a) : 0) || byTime(a, b) || a.ticketId - b.ticketId
  return stored
    .filter((ticket) => isExpected(ticket, query))
    .toSorted((a, b) => sign * compare(a, b))
    .map(({ ticketId }) => ticketId)
}

const both: [string, Transport][] = [
  ['REST', overRest],
  ['RPC', overRpc],
]

describe.each(both)('the queue over %s', (_, transport) => {
  it('lists the tickets that match all filters, in order, on pages and with their number', async () => {
    await fc.assert(
      fc.asyncProperty(filters, fc.constantFrom(7, 60, 1000), async (query, limit) => {
        const expected = expectedIds(query)
        const first = await transport(service, 'desk.tickets.list', { ...query, limit, count: true })
        const total = first.headers.get('x-total-count') ?? first.json.result.data.total
        const listed = (outcomeOf(first).output as DeskTicket[]).map(({ ticketId }) => ticketId)
        expect([Number(total), listed]).toEqual([expected.length, expected.slice(0, limit)])
        const walked = await service.client.desk.tickets.list({ ...query, limit }).toArray({ limit: TICKETS })
        expect(walked.map(({ ticketId }) => ticketId)).toEqual(expected)
      }),
      { numRuns: 80 },
    )
  })
})

describe('desk.views.counts', () => {
  it('equals the number of tickets in the list of each view', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(filters, { minLength: 1, maxLength: 20 }), async (queries) => {
        await sql`truncate views`.execute(service.db)
        const viewIds: number[] = []
        for (const query of queries) viewIds.push((await service.client.desk.views.create({ name: 'v', query })).viewId)
        const { counts } = await service.client.desk.views.counts({ viewIds })
        expect(counts).toEqual(
          queries.map((query, index) => ({
            viewId: viewIds[index],
            count: expectedIds(query).length,
            isMore: false,
          })),
        )
      }),
      { numRuns: 15 },
    )
  })
})
