import { queryOptions } from '@tanstack/react-query'
import { collect } from '../app/collect.ts'
import { queries, support } from '../app/support.ts'

const PAGE = 500
const MAX = 2_000

/** The events of a ticket, ascending, at most 2,000. */
export function timelineQuery(id: number) {
  return queryOptions({
    queryKey: [...queries.desk.tickets.timeline.queryKey({ id }), 'all'],
    queryFn: ({ signal }) => collect(support.desk.tickets.timeline({ id, limit: PAGE }, { signal }), MAX),
    retry: false,
  })
}
