import { tracked, type TrackedEnvelope } from '@trpc/server'
import { z } from 'zod'
import { pageOf } from '../core/pages.ts'
import type { PresenceChange } from '../desk/presence.ts'
import { operation } from '../trpc.ts'
import { EventQuery, EventStreamQuery } from './event-query.ts'
import { SupportEvent } from './event.ts'
import type { StreamItem } from './services.ts'
import { StreamTicket } from './stream-ticket.ts'

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
  stream: operation({
    kind: 'stream',
    openapi: { method: 'GET', path: '/events/stream', tags, summary: 'Stream events as they happen' },
    success: { status: 200, description: 'Server-Sent Events, one for each event.', mediaType: 'text/event-stream' },
    errors: ['EVENTS_TRIMMED'],
    streamOf: SupportEvent,
  })
    .input(EventStreamQuery.prefault({}))
    .subscription(async ({ ctx, input, signal }) => withPositions(await ctx.events.stream(input, signal))),
  createStreamTicket: operation({
    openapi: { method: 'POST', path: '/events/stream_ticket', tags, summary: 'Create a ticket for an EventSource' },
    success: { status: 201, description: 'The ticket. It is not shown again.', isFleeting: true, isSecret: true },
    events: [],
  })
    .input(z.object({}).prefault({}))
    .output(StreamTicket)
    .mutation(({ ctx, input }) => ctx.events.createStreamTicket(input)),
}

/**
 * Each event with its position as the id that a client resumes from. A stream that ends does so by an AbortError, which
 * tRPC does not send: its client then reconnects, where it would take a plain end for the end of the log.
 */
async function* withPositions(
  stream: AsyncIterable<StreamItem>,
): AsyncIterable<TrackedEnvelope<SupportEvent> | PresenceChange> {
  for await (const item of stream) yield item.type === 'presence' ? item : tracked(String(item.position), item)
  throw new DOMException('The server ended the stream; reconnect to continue', 'AbortError')
}
