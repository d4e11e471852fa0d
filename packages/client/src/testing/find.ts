import {
  type Attachment,
  type AttachmentQuery,
  isSearch,
  SupportError,
  type Ticket,
  type TicketQuery,
} from '@kinconecta/support-contracts'
import type { List, Stored } from './store.ts'
import { searchFor } from './search.ts'
import { wireTimestamp } from './timestamps.ts'

/** Returns the filter and the order of a ticket query. */
export function ticketList(query: TicketQuery, now: string): List<Ticket> {
  refuseFuture(query, now)
  const search = isSearch(query) ? searchFor(query.q!) : undefined
  const sort = query.sort ?? (search ? '-ticketId' : 'ticketId')
  const key = sort.replace('-', '') as 'ticketId' | 'createdAt' | 'updatedAt' | 'relevance'
  return {
    isListed: (stored) => matchesFilters(query, stored) && (search?.finds(stored.row) ?? true),
    positionOf: ({ row }) => [key === 'relevance' ? search!.relevance(row) : row[key], row.ticketId],
    isDescending: sort.startsWith('-') || key === 'relevance',
  }
}

/** Throws as the service does if the time from which changes are asked for is in the future. */
export function refuseFuture({ updatedSince }: Pick<TicketQuery, 'updatedSince'>, now: string): void {
  if (updatedSince === undefined || wireTimestamp(updatedSince) <= wireTimestamp(now)) return
  throw new SupportError('INVALID_INPUT', 'updatedSince: Must not be in the future')
}

/** Whether a ticket meets the filters of the documented list, except the search. */
export function matchesFilters(query: Omit<TicketQuery, 'sort'>, { row, changedAt }: Stored<Ticket>): boolean {
  return (
    isOneOf(query.status, row.status) &&
    isOneOf(query.category, row.category) &&
    isOneOf(query.roleContext, row.roleContext) &&
    (query.userId === undefined || row.userId === query.userId) &&
    (query.email === undefined || row.email.toLowerCase() === query.email.toLowerCase()) &&
    isWithin(row.createdAt, query.createdFrom, query.createdTo) &&
    isWithin(changedAt, query.updatedSince, undefined) &&
    row.ticketId >= (query.ticketIdFrom ?? 0) &&
    row.ticketId <= (query.ticketIdTo ?? Number.POSITIVE_INFINITY)
  )
}

/** Returns the filter of an attachment query. The order is ascending by id. */
export function attachmentList(query: AttachmentQuery): List<Attachment> {
  return {
    isListed: ({ row }) =>
      isOneOf(query.ticketId, row.ticketId) &&
      (query.mimeType === undefined || row.mimeType?.toLowerCase() === query.mimeType.toLowerCase()) &&
      isWithin(row.uploadedAt, query.uploadedFrom, query.uploadedTo),
    positionOf: ({ row }) => [row.attachmentId],
    isDescending: false,
  }
}

export function isOneOf<Value>(values: readonly Value[] | undefined, value: Value): boolean {
  return values === undefined || values.includes(value)
}

/** Timestamps in wire form can be compared as text. */
function isWithin(timestamp: string, from: string | undefined, to: string | undefined): boolean {
  return (
    (from === undefined || timestamp >= wireTimestamp(from)) && (to === undefined || timestamp <= wireTimestamp(to))
  )
}
