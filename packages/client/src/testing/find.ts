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

/** Which tickets a query asks for, and in which order. */
export function ticketList(query: TicketQuery, now: string): List<Ticket> {
  refuseFuture(query, now)
  const search = isSearch(query) ? searchFor(query.q!) : undefined
  const sort = query.sort ?? (search ? '-ticketId' : 'ticketId')
  const key = sort.replace('-', '') as 'ticketId' | 'createdAt' | 'updatedAt' | 'relevance'
  return {
    isListed: (stored) => meets(query, stored) && (search?.finds(stored.row) ?? true),
    edgeOf: ({ row }) => [key === 'relevance' ? search!.relevance(row) : row[key], row.ticketId],
    isDescending: sort.startsWith('-') || key === 'relevance',
  }
}

function refuseFuture({ updatedSince }: TicketQuery, now: string): void {
  if (updatedSince === undefined || wireTimestamp(updatedSince) <= wireTimestamp(now)) return
  throw new SupportError('INVALID_INPUT', 'updatedSince: Must not lie in the future, where nothing has changed yet')
}

function meets(query: TicketQuery, { row, changedAt }: Stored<Ticket>): boolean {
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

/** Which attachments a query asks for, ascending by id. */
export function attachmentList(query: AttachmentQuery): List<Attachment> {
  return {
    isListed: ({ row }) =>
      isOneOf(query.ticketId, row.ticketId) &&
      (query.mimeType === undefined || row.mimeType?.toLowerCase() === query.mimeType.toLowerCase()) &&
      isWithin(row.uploadedAt, query.uploadedFrom, query.uploadedTo),
    edgeOf: ({ row }) => [row.attachmentId],
    isDescending: false,
  }
}

function isOneOf<Value>(values: readonly Value[] | undefined, value: Value): boolean {
  return values === undefined || values.includes(value)
}

/** Moments in wire form are in order as text. */
function isWithin(moment: string, from: string | undefined, to: string | undefined): boolean {
  return (from === undefined || moment >= wireTimestamp(from)) && (to === undefined || moment <= wireTimestamp(to))
}
