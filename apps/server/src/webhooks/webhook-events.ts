import type { SupportEvent } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import type { EventFeed } from '../events/event-feed.ts'
import { findLogBounds } from '../events/event-log.repository.ts'
import type { Database } from '../platform/database/tables.ts'
import type { WaitingTicket, Walk } from './walk.ts'
import { listWalkEvents, type WalkFilters } from './webhook-events.list.ts'

/** Reads the events of walks: at the end of the log from the memory that all webhooks share, else from the log. */
export interface WebhookEvents {
  lists: Kysely<Database>
  feed: EventFeed
}

const BATCH = 100
/** Positions that one statement looks at: with rare types it reads all of them. */
const SECTION = 50_000

/** Adds the next events to a walk. Returns false if events that it has not read were removed from the log. */
export async function readOn({ lists, feed }: WebhookEvents, walk: Walk, filters: WalkFilters): Promise<boolean> {
  const after = walk.readTo
  const end = Math.min(feed.end, after + SECTION, walk.row.endPosition ?? Number.POSITIVE_INFINITY)
  if (end <= after) return true
  const entries = walk.row.endPosition === null ? feed.entriesAfter(after, BATCH) : undefined
  if (entries) {
    const events = entries.map(({ event }) => event).filter(({ type }) => filters.types?.includes(type) ?? true)
    walk.add(events, entries.at(-1)?.event.position ?? after)
    return true
  }
  const events = await listWalkEvents(lists, filters, { after, to: end, limit: BATCH })
  const { trimmedTo } = await findLogBounds(lists)
  if (after < trimmedTo && walk.row.endPosition === null) return false
  walk.add(events, events.length === BATCH ? events.at(-1)!.position : end)
  return true
}

/** The next event of a waiting ticket; undefined if all that were set aside are delivered. */
export async function nextWaiting(
  { lists }: WebhookEvents,
  { ticketId, position, lastSkipped }: Readonly<WaitingTicket>,
  filters: WalkFilters,
): Promise<SupportEvent | undefined> {
  const section = { after: position - 1, to: lastSkipped, ticketId, limit: 1 }
  const [event] = await listWalkEvents(lists, filters, section)
  return event
}
