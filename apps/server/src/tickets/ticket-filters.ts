import { type RoleContext, RoleContext as Roles, TicketCategory, TicketStatus } from '@kinconecta/support-contracts'
import { type RawBuilder, sql } from 'kysely'

/** Which tickets: all that is given has to hold. */
export interface TicketFilters {
  status?: TicketStatus[] | undefined
  category?: TicketCategory[] | undefined
  roleContext?: RoleContext[] | undefined
  userId?: number | undefined
  /** The user whose tickets alone the caller may see, whatever else it asks for. */
  ownerId?: number | undefined
  email?: string | undefined
  createdFrom?: string | undefined
  /** This second is included. */
  createdTo?: string | undefined
  /** Changed in this transaction or a later one. */
  changedIn?: string | undefined
  ticketIdFrom?: number | undefined
  ticketIdTo?: number | undefined
}

/** Each of the filters as a condition on a row of the table. */
export function conditionsOf(filters: TicketFilters): RawBuilder<boolean>[] {
  const { status, category, roleContext, userId, ownerId, email } = filters
  const conditions = [
    status && sql<boolean>`status = any(${status}::ticket_status[])`,
    category && sql<boolean>`category = any(${category}::ticket_category[])`,
    roleContext && sql<boolean>`role_context = any(${roleContext}::role_context[])`,
    userId !== undefined && sql<boolean>`user_id = ${userId}::bigint`,
    ownerId !== undefined && sql<boolean>`user_id = ${ownerId}::bigint`,
    email !== undefined && sql<boolean>`lower(email) = lower(${email}::text)`,
    ...rangesOf(filters),
  ]
  return conditions.filter((condition) => typeof condition === 'object')
}

/** The filters that are ranges, as conditions on a row of the table. */
export function rangesOf(filters: TicketFilters): RawBuilder<boolean>[] {
  const { createdFrom, createdTo, changedIn, ticketIdFrom, ticketIdTo } = filters
  const conditions = [
    createdFrom !== undefined && sql<boolean>`created_at >= ${createdFrom}::timestamptz`,
    createdTo !== undefined &&
      sql<boolean>`created_at < date_trunc('second', ${createdTo}::timestamptz) + interval '1 second'`,
    changedIn !== undefined && sql<boolean>`changed_in >= ${changedIn}::xid8`,
    ticketIdFrom !== undefined && sql<boolean>`ticket_id >= ${ticketIdFrom}::bigint`,
    ticketIdTo !== undefined && sql<boolean>`ticket_id <= ${ticketIdTo}::bigint`,
  ]
  return conditions.filter((condition) => typeof condition === 'object')
}

/** Whether tickets are picked by status, category or role. */
export function hasFacets({ status, category, roleContext }: TicketFilters): boolean {
  return (status ?? category ?? roleContext) !== undefined
}

/** Rows of the combinations of status, category and role to look up; all 72, where none of them is given. */
export function facets({ status, category, roleContext }: TicketFilters): RawBuilder<unknown> {
  return sql`unnest(${distinct(status ?? TicketStatus.options)}::ticket_status[]) as s(facet_status)
    cross join unnest(${distinct(category ?? TicketCategory.options)}::ticket_category[]) as c(facet_category)
    cross join unnest(${distinct(roleContext ?? Roles.options)}::role_context[]) as r(facet_role)`
}

/** The number of rows in {@link facets}. */
export function facetCount({ status, category, roleContext }: TicketFilters): number {
  const chosen = [status ?? TicketStatus.options, category ?? TicketCategory.options, roleContext ?? Roles.options]
  return chosen.reduce((count, values) => count * new Set<string>(values).size, 1)
}

/** Whether a row of the table is of the combination in a row of {@link facets}. */
export const isFacet = sql<boolean>`status = facet_status and category = facet_category and role_context = facet_role`

function distinct<Value>(values: readonly Value[]): Value[] {
  return [...new Set(values)]
}

/** All of them; true where there is none. */
export function allOf(conditions: RawBuilder<boolean>[]): RawBuilder<boolean> {
  return conditions.length === 0 ? sql`true` : sql`${sql.join(conditions, sql` and `)}`
}
