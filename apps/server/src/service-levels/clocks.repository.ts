import type { OpenHours, PolicyTargets } from '@kinconecta/support-contracts'
import { type Kysely, type RawBuilder, sql, type SqlBool } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import { businessCalendar } from './business-time.ts'
import { nextCheckOf, nextTargetOf, type SlaTarget } from './sla-target.ts'
import type { ClockedTicket, Clocks, MatchedPolicy, Pause } from './ticket-clocks.ts'

/** A ticket with what its clocks and their events need. */
export interface LoadedTicket extends ClockedTicket {
  ticketId: number
  /** The version that requesters see. */
  version: number
  requesterId: number | null
  clocks: Clocks
}

/**
 * Lists tickets that this transaction has locked, with their open targets and pauses. Those of `rematched` come with the
 * targets that another policy ended since they were last opened, and `unmergedId` with those that its merge ended.
 */
export async function listClockedTickets(
  transaction: Kysely<Database>,
  ids: number[],
  { rematched = [], unmergedId }: { rematched?: number[]; unmergedId?: number | undefined } = {},
): Promise<LoadedTicket[]> {
  const tickets = await transaction
    .selectFrom('support_tickets')
    .select([
      'ticket_id as ticketId',
      'version',
      'user_id as requesterId',
      sql<boolean>`status in ('RESOLVED', 'CLOSED')`.as('isDone'),
      sql<boolean>`waiting_on = 'requester'`.as('isWaitingOnRequester'),
      sql<boolean>`waiting_on = 'agent'`.as('isWaitingOnAgent'),
      'is_snoozed as isSnoozed',
      ms<number | null>('snoozed_until').as('snoozedUntil'),
      sql<boolean>`first_responded_at is not null`.as('hasResponse'),
    ])
    .where('ticket_id', '=', (eb) => eb.fn.any(eb.val(ids)))
    .execute()
  const targets = await listTargets(transaction, ids, rematched, unmergedId)
  const pauses = targets.size === 0 ? new Map<number, Pause>() : await listOpenPauses(transaction, ids)
  return tickets.map((ticket) => {
    const pause = pauses.get(ticket.ticketId)
    const clocks = { targets: targets.get(ticket.ticketId) ?? [], pauses: pause ? [pause] : [] }
    return Object.assign(ticket, { clocks })
  })
}

/** Finds the policy that applies to a ticket now, with its calendar. */
export async function findPolicyOf(
  transaction: Kysely<Database>,
  ticketId: number,
): Promise<MatchedPolicy | undefined> {
  const { rows } = await sql<PolicyRow>`
    select policies.policy_id as "policyId", policies.version as "policyVersion", rules.targets,
      rules.warn_percent as "warnPercent", rules.calendar_id as "calendarId", calendars.version as "calendarVersion",
      times.time_zone as "timeZone", times.hours, times.holidays
    from support_tickets
    join sla_policies policies on policies.deleted_at is null
    join sla_policy_versions rules on rules.policy_id = policies.policy_id and rules.version = policies.version
    join sla_calendars calendars on calendars.calendar_id = rules.calendar_id
    join sla_calendar_versions times on times.calendar_id = calendars.calendar_id and times.version = calendars.version
    where ticket_id = ${ticketId}
      and coalesce(category::text = any (categories), true)
      and coalesce(priority::text = any (priorities), true)
      and coalesce(role_context::text = any (roles), true)
    order by rank, policies.policy_id limit 1`.execute(transaction)
  const [row] = rows
  if (!row) return undefined
  const { timeZone, hours, holidays, ...policy } = row
  return { ...policy, calendar: businessCalendar(timeZone, hours, holidays) }
}

/** Stores what has changed of the clocks of a ticket. */
export async function updateClocks(
  transaction: Kysely<Database>,
  { ticketId, clocks: before }: Pick<LoadedTicket, 'ticketId' | 'clocks'>,
  after: Clocks,
): Promise<void> {
  const next = nextTargetOf(after.targets)
  const wasNext = nextTargetOf(before.targets)
  const isChanged = (target: SlaTarget) =>
    !before.targets.includes(target) ||
    (target === next) !== (target.targetId !== undefined && target.targetId === wasNext?.targetId)
  // The target that is not the next any more comes first, because there is one at most.
  const changed = after.targets.filter(isChanged).toSorted((a, b) => Number(a === next) - Number(b === next))
  for (const target of changed.filter(({ targetId }) => targetId !== undefined)) {
    const columns = targetColumns(ticketId, target, target === next)
    await transaction.updateTable('sla_targets').set(columns).where('target_id', '=', target.targetId!).execute()
  }
  const added = after.targets.filter(({ targetId }) => targetId === undefined)
  if (added.length > 0) {
    const rows = added.map((target) => targetColumns(ticketId, target, target === next))
    await transaction.insertInto('sla_targets').values(rows).execute()
  }
  await updatePauses(transaction, ticketId, before.pauses, after.pauses)
}

interface PolicyRow extends Omit<MatchedPolicy, 'calendar'> {
  targets: PolicyTargets
  timeZone: string
  hours: OpenHours[]
  holidays: string[]
}

async function listTargets(
  transaction: Kysely<Database>,
  ids: number[],
  rematched: number[],
  unmergedId: number | undefined,
): Promise<Map<number, SlaTarget[]>> {
  const rows = await transaction
    .selectFrom('sla_targets')
    .innerJoin('sla_calendar_versions', (join) =>
      join
        .onRef('sla_calendar_versions.calendar_id', '=', 'sla_targets.calendar_id')
        .onRef('sla_calendar_versions.version', '=', 'sla_targets.calendar_version'),
    )
    .innerJoin('sla_policy_versions', (join) =>
      join
        .onRef('sla_policy_versions.policy_id', '=', 'sla_targets.policy_id')
        .onRef('sla_policy_versions.version', '=', 'sla_targets.policy_version'),
    )
    .select([
      'ticket_id as ticketId',
      'target_id as targetId',
      'target',
      'sla_targets.policy_id as policyId',
      'policy_version as policyVersion',
      'sla_targets.calendar_id as calendarId',
      'calendar_version as calendarVersion',
      'minutes',
      'warn_percent as warnPercent',
      'time_zone as timeZone',
      'hours',
      'holidays',
      ms<number>('started_at').as('startedAt'),
      ms<number | null>('paused_at').as('pausedAt'),
      ms<number>('due_at').as('dueAt'),
      ms<number | null>('warn_at').as('warnAt'),
      ms<number | null>('warned_at').as('warnedAt'),
      ms<number | null>('breached_at').as('breachedAt'),
      ms<number | null>('ended_at').as('endedAt'),
      'end_reason as endReason',
    ])
    .where('ticket_id', '=', (eb) => eb.fn.any(eb.val(ids)))
    .where((eb) =>
      eb.or([
        eb('ended_at', 'is', null),
        ...(rematched.length === 0 ? [] : [isEndedByPolicy(rematched)]),
        ...(unmergedId === undefined ? [] : [isEndedByMerge(unmergedId)]),
      ]),
    )
    .orderBy('target_id')
    .execute()
  const targets = rows.map(({ timeZone, hours, holidays, ticketId, target, ...row }) => {
    const calendar = businessCalendar(timeZone, hours, holidays)
    return { ticketId, target: { ...row, target, calendar, metAt: null } }
  })
  const ofTickets = Map.groupBy(targets, ({ ticketId }) => ticketId)
  return new Map([...ofTickets].map(([ticketId, all]) => [ticketId, all.map(({ target }) => target)]))
}

/** The targets that another policy ended since the ticket was last opened. */
function isEndedByPolicy(ticketIds: number[]): RawBuilder<SqlBool> {
  return sql`(ticket_id = any(${ticketIds}::bigint[]) and end_reason = 'policy' and ended_at > coalesce((
    select max(reopened_at) from past_resolutions where past_resolutions.ticket_id = sla_targets.ticket_id), '-infinity'))`
}

/** The targets that the last merge ended. */
function isEndedByMerge(ticketId: number): RawBuilder<SqlBool> {
  return sql`(ticket_id = ${ticketId} and end_reason = 'merge' and ended_at = (
    select max(ended_at) from sla_targets where ticket_id = ${ticketId} and end_reason = 'merge'))`
}

async function listOpenPauses(transaction: Kysely<Database>, ids: number[]): Promise<Map<number, Pause>> {
  const rows = await transaction
    .selectFrom('sla_pauses')
    .select([
      'ticket_id as ticketId',
      'pause_id as pauseId',
      'reason',
      ms<number>('started_at').as('startedAt'),
      ms<number | null>('until').as('until'),
    ])
    .where('ticket_id', '=', (eb) => eb.fn.any(eb.val(ids)))
    .where('ended_at', 'is', null)
    .execute()
  return new Map(rows.map(({ ticketId, ...pause }) => [ticketId, { ...pause, endedAt: null }]))
}

async function updatePauses(
  transaction: Kysely<Database>,
  ticketId: number,
  before: readonly Pause[],
  after: readonly Pause[],
): Promise<void> {
  for (const { pauseId, reason, startedAt, until, endedAt } of after.filter((each) => !before.includes(each))) {
    if (pauseId === undefined) {
      const pause = { ticket_id: ticketId, reason, started_at: timestamp(startedAt), until: optional(until) }
      await transaction.insertInto('sla_pauses').values(pause).execute()
    } else {
      await transaction
        .updateTable('sla_pauses')
        .set({ ended_at: optional(endedAt) })
        .where('pause_id', '=', pauseId)
        .execute()
    }
  }
}

function targetColumns(ticketId: number, target: SlaTarget, isNext: boolean) {
  const checkAt = nextCheckOf(target)
  return {
    ticket_id: ticketId,
    target: target.target,
    policy_id: target.policyId,
    policy_version: target.policyVersion,
    calendar_id: target.calendarId,
    calendar_version: target.calendarVersion,
    minutes: target.minutes,
    started_at: timestamp(target.startedAt),
    paused_at: optional(target.pausedAt),
    due_at: timestamp(target.dueAt),
    warn_at: optional(target.warnAt),
    warned_at: optional(target.warnedAt),
    breached_at: optional(target.breachedAt),
    met_at: optional(target.metAt),
    ended_at: optional(target.endedAt),
    end_reason: target.endReason,
    is_next: isNext,
    check_at: optional(checkAt),
  }
}

function ms<Value>(column: string) {
  return sql<Value>`floor(extract(epoch from ${sql.ref(column)}) * 1000)::bigint`
}

function timestamp(time: number): string {
  return new Date(time).toISOString()
}

function optional(time: number | null): string | null {
  return time === null ? null : timestamp(time)
}
