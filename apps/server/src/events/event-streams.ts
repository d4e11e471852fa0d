import type { EventStreamQuery, OperationPath, StreamItem, SupportEvent } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import pLimit from 'p-limit'
import type { Database } from '../platform/database/tables.ts'
import type { CurrentActor } from '../platform/identity/current-actors.ts'
import { isWithin, type TicketScope } from '../platform/identity/ticket-scope.ts'
import { EventFeed } from './event-feed.ts'
import { findLogBounds } from './event-log.repository.ts'
import type { EventLog } from './event-log.ts'
import { type EventFilters, listEvents, type LogEntry } from './events.list.ts'
import type { OpenStream } from './open-stream.ts'
import { OpenStreams, type StreamBounds, type StreamClient } from './open-streams.ts'
import { refuseOutside } from './log-bounds.ts'
import type { PresenceSource } from './presence-source.ts'
import { withPresence } from './with-presence.ts'

/** A stream that is asked for, and by whom. */
export interface StreamRequest extends StreamClient {
  scope: TicketScope
  filters: EventFilters
  query: Pick<EventStreamQuery, 'after' | 'lastEventId' | 'presence'>
}

/** Events, and the position after which they begin. */
export interface OpenedStream extends AsyncIterable<StreamItem> {
  position: number
}

/** The streams of events that this process serves. */
export interface EventStreams {
  /** Resolves when the stream may begin. */
  open(request: StreamRequest): Promise<OpenedStream>
  /** Ends all streams. */
  close(): void
}

// What a stream has in memory: it reads on when its reader has taken them.
const BATCH = 100
// Streams that are behind leave connections to the lists.
const READS_BEHIND = 2

// The operations that the caller must have access to, as long as the stream is open.
const EVENTS_ONLY: readonly OperationPath[] = ['events.stream']
const WITH_PRESENCE: readonly OperationPath[] = ['events.stream', 'desk.presence.list']

/** Streams at the end of the log share their reads; those behind read the log by themselves until they are there. */
export function eventStreams(
  lists: Kysely<Database>,
  log: EventLog,
  currentActor: CurrentActor,
  bounds: StreamBounds,
  presences: PresenceSource,
): EventStreams {
  const streams = new OpenStreams(bounds, currentActor)
  const feed = new EventFeed(lists, log)
  const inTurn = pLimit(READS_BEHIND)
  return {
    close: () => streams.close(),
    open: async ({ scope, filters, query, ...client }) => {
      const stream = await streams.open(client, query.presence ? WITH_PRESENCE : EVENTS_ONLY)
      try {
        const from = query.lastEventId === undefined ? query.after : Number(query.lastEventId)
        const boundsOf = () => (from === undefined ? findLogBounds(lists) : refuseOutside(lists, from))
        const { lastPosition } = await inTurn(boundsOf)
        const leave = feed.join(lastPosition)
        if (stream.signal.aborted) leave()
        else stream.signal.addEventListener('abort', leave, { once: true })
        const readBehind = (position: number) =>
          inTurn(async () => {
            const events = await listEvents(lists, scope, filters, position, BATCH)
            await refuseOutside(lists, position)
            return events
          })
        const position = from ?? lastPosition
        const following = { feed, readBehind, isVisible: visibleIn(scope, filters), stream }
        const events = follow(following, position)
        const items = query.presence ? withPresence(events, presences.follow(), stream) : events
        return Object.assign(items, { position })
      } catch (error) {
        stream.end()
        throw error
      }
    },
  }
}

interface Following {
  feed: EventFeed
  readBehind: (position: number) => Promise<SupportEvent[]>
  isVisible: (entry: LogEntry) => boolean
  stream: OpenStream
}

/** Yields the events after `position` until the stream has to end. It reads the next batch when one was taken. */
async function* follow(
  { feed, readBehind, isVisible, stream }: Following,
  position: number,
): AsyncGenerator<SupportEvent> {
  const { signal } = stream
  try {
    while (!signal.aborted) {
      const { end } = feed
      const entries = feed.entriesAfter(position, BATCH)
      if (entries?.length === 0) await feed.waitBeyond(position, signal)
      const events = entries ? entries.filter(isVisible).map(({ event }) => event) : await readBehind(position)
      for (const event of events) {
        if (!stream.isChecked) await stream.checked()
        if (signal.aborted) return
        yield event
      }
      position = entries
        ? (entries.at(-1)?.event.position ?? position)
        : events.length === BATCH
          ? events.at(-1)!.position
          : Math.max(end, events.at(-1)?.position ?? 0)
    }
  } finally {
    stream.end()
  }
}

function visibleIn(scope: TicketScope, { types, ticketId }: EventFilters): (entry: LogEntry) => boolean {
  const visibleTypes = new Set(types)
  return ({ event, userId }) =>
    visibleTypes.has(event.type) &&
    (ticketId === undefined || event.ticketId === ticketId) &&
    isWithin(scope, { userId, ticketId: event.ticketId })
}
