import { type RawBuilder, sql } from 'kysely'
import { touchedBlocks } from './ticket-blocks.ts'
import { allOf, conditionsOf, facetCount, facets, hasFacets, isFacet, rangesOf } from './ticket-filters.ts'
import type { OrderedIds, TicketStretch } from './ticket-ids.ts'
import { afterEdge, byColumns, byKey, type TicketOrder } from './ticket-order.ts'

// To find out how far a page reaches, of each block as many of the first are counted as this part of the page, and at
// most this many times as many looked at.
const PART_OF_PAGE = 0.1
const MOST_LOOKED_AT = 20

// How many of what has the status, category and role are looked at in order before blocks are merged.
const MOST_TO_WALK = 20_000

// To find out how far a page of all facets reaches, so many times its rows are counted, the same number of each.
const TIMES_THE_PAGE = 2

/**
 * A range of one moment, or of ids, in the order of another moment. What has the status, category and role is walked in
 * that order first, because few of them may lie close together and far from everything else; if no page is met soon, or
 * where all have them, blocks are merged.
 */
export function walkOrMerge(stretch: TicketStretch): OrderedIds {
  const { filters, order, limit } = stretch
  if (!hasFacets(filters)) return mergedBlocks(stretch)
  const walked = allOf([isFacet, ...afterEdge(stretch)])
  const isWhole = sql`((select count(*) = ${limit}::bigint from near) or not exists (select from reach))`
  return sql`with reach as materialized (
      select last.key, last.ticket_id from ${facets(filters)} cross join lateral (
        select ${sql.ref(order.key)} as key, ticket_id from support_tickets where ${walked}
        order by ${byColumns(order)} offset ${Math.ceil(MOST_TO_WALK / facetCount(filters))} limit 1
      ) as last order by ${byKey(order)} limit 1
    ), near as materialized (
      select first.key, first.ticket_id from ${facets(filters)} cross join lateral (
        select key, ticket_id from (
          select ${sql.ref(order.key)} as key, ticket_id, created_at, changed_in from support_tickets
          where ${walked} and ${isWithinReach(order)} order by ${byColumns(order)} offset 0
        ) as walked where ${allOf(rangesOf(filters))} limit ${limit}
      ) as first order by ${byKey(order)} limit ${limit}
    )
    (select key, ticket_id from near where ${isWhole} order by ${byKey(order)})
    union all
    (select * from (${mergedBlocks(stretch)}) as merged where not ${isWhole})`
}

/**
 * Every combination of status, category and role, at most 72, has its tickets in every order in an index, so the first of
 * each are merged. The first few of each tell how far the page reaches, and nothing behind that is read.
 */
export function mergedFacets(stretch: TicketStretch): OrderedIds {
  const { filters, order, limit } = stretch
  const counted = Math.ceil((limit * TIMES_THE_PAGE) / facetCount(filters))
  const walked = allOf([isFacet, ...rangesOf(filters), ...afterEdge(stretch)])
  const firstOf = (conditions: RawBuilder<boolean>, most: number) => sql`${facets(filters)} cross join lateral (
      select ${sql.ref(order.key)} as key, ticket_id from support_tickets
      where ${conditions} order by ${byColumns(order)} limit ${most}
    ) as found`
  if (counted >= limit) {
    return sql`select found.key, found.ticket_id from ${firstOf(walked, limit)} order by ${byKey(order)} limit ${limit}`
  }
  return sql`with reach as materialized (
      select found.key, found.ticket_id from ${firstOf(walked, counted)}
      order by ${byKey(order)} offset ${limit - 1} limit 1
    )
    select found.key, found.ticket_id from ${firstOf(allOf([walked, isWithinReach(order)]), limit)}
    order by ${byKey(order)} limit ${limit}`
}

/**
 * Every block of ids that the range touches has its tickets in the order asked for, so the first of each are merged. Where
 * the first few of each make a page together, nothing behind the last of those is read. What lies before the range in
 * that order is in other blocks, and costs nothing.
 */
function mergedBlocks(stretch: TicketStretch): OrderedIds {
  const { order, limit } = stretch
  const counted = Math.ceil(limit * PART_OF_PAGE)
  return sql`with blocks as materialized (${touchedBlocks(stretch)}),
    reach as materialized (
      select first.key, first.ticket_id
      from blocks cross join lateral (${inBlock(stretch, sql`true`, counted * MOST_LOOKED_AT, counted)}) as first
      order by ${byKey(order)} offset ${limit - 1} limit 1
    )
    select found.key, found.ticket_id
    from blocks cross join lateral (${inBlock(stretch, isWithinReach(order), undefined, limit)}) as found
    order by ${byKey(order)} limit ${limit}`
}

/** Not behind the row of `reach`, where there is one. */
function isWithinReach({ key, isDescending }: TicketOrder): RawBuilder<boolean> {
  const comparison = isDescending ? sql`>=` : sql`<=`
  if (key === 'ticket_id') {
    const end = isDescending ? sql`0` : sql`9007199254740991`
    return sql`ticket_id ${comparison} coalesce((select ticket_id from reach), ${end})`
  }
  const [end, lastId] = isDescending ? [sql`'-infinity'`, sql`0`] : [sql`'infinity'`, sql`9007199254740991`]
  return sql`(${sql.ref(key)}, ticket_id) ${comparison}
    (coalesce((select key from reach), ${end}), coalesce((select ticket_id from reach), ${lastId}))`
}

/** The first of a block that meet the filters, in order; the walk itself is only of the order, on the index that has it. */
function inBlock(
  stretch: TicketStretch,
  isOnPage: RawBuilder<boolean>,
  lookedAt: number | undefined,
  limit: number,
): RawBuilder<unknown> {
  const { filters, order } = stretch
  const walked = allOf([...afterEdge(stretch), isOnPage])
  return sql`select key, ticket_id from (
      select ${sql.ref(order.key)} as key, ticket_id, created_at, changed_in, status, category, role_context
      from support_tickets where ticket_id >> 13 = block and ${walked}
      order by ${byColumns(order)} ${lookedAt === undefined ? sql`offset 0` : sql`limit ${lookedAt}`}
    ) as walked where ${allOf(conditionsOf(filters))} limit ${limit}`
}
