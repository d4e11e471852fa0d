import type { ServiceTarget } from '@kinconecta/support-contracts'
import { type RawBuilder, sql } from 'kysely'

// What a ticket shows of its clocks, as columns of a statement that reads support_tickets.

/** The time by which tickets without `dueAt` are sorted: after all others. */
export const NEVER = '9999-12-31T23:59:59Z'

/** When the next target is due; null while its time is paused. */
export const DUE_AT = ofNextTarget<string | null>(sql`due_at`, sql`and paused_at is null`)

/** Whether a ticket has no target whose time runs. */
export const HAS_NO_DUE = sql<boolean>`not exists (select from sla_targets
  where sla_targets.ticket_id = support_tickets.ticket_id and is_next and paused_at is null)`

/** The columns of the next target. One whose time has passed by `now` counts as missed. */
export function dueColumns(now: string) {
  return [
    ofNextTarget<ServiceTarget | null>(sql`target`).as('nextTarget'),
    DUE_AT.as('dueAt'),
    ofNextTarget<string | null>(sql`warn_at`, sql`and paused_at is null`).as('warnAt'),
    ofNextTarget<string | null>(
      sql`coalesce(breached_at, case when paused_at is null and due_at <= ${now}::timestamptz then due_at end)`,
    ).as('breachedAt'),
  ] as const
}

/** The condition that the next target was missed by `now`. */
export function isBreachedBy(now: string): RawBuilder<boolean> {
  return sql<boolean>`exists (select from sla_targets
    where sla_targets.ticket_id = support_tickets.ticket_id and is_next
      and (breached_at is not null or (paused_at is null and due_at <= ${now}::timestamptz)))`
}

/** The condition that the next target is due before this time, and not paused. */
export function isDueBefore(time: string): RawBuilder<boolean> {
  return sql<boolean>`exists (select from sla_targets
    where sla_targets.ticket_id = support_tickets.ticket_id and is_next and paused_at is null
      and due_at < ${time}::timestamptz)`
}

function ofNextTarget<Value>(column: RawBuilder<unknown>, condition = sql``): RawBuilder<Value> {
  return sql<Value>`(select ${column} from sla_targets
    where sla_targets.ticket_id = support_tickets.ticket_id and is_next ${condition})`
}
