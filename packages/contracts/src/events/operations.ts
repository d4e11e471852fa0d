import { pageOf } from '../core/pages.ts'
import { operation } from '../trpc.ts'
import { EventQuery } from './event-query.ts'
import { SupportEvent } from './event.ts'

const tags = ['Events']

/** The procedures of `events.*`. */
export const events = {
  list: operation({
    openapi: { method: 'GET', path: '/events', tags, summary: 'List events in the order of the log' },
    success: { status: 200, description: 'Events, ascending by position.' },
    errors: ['CURSOR_INVALID', 'EVENTS_TRIMMED', 'QUERY_TOO_EXPENSIVE'],
  })
    .input(EventQuery.prefault({}))
    .output(pageOf(SupportEvent))
    .query(({ ctx, input }) => ctx.events.list(input)),
}
