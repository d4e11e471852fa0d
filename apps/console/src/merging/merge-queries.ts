import type { DeskTicket } from '@kinconecta/support-client'
import { queryOptions } from '@tanstack/react-query'
import { queries, support } from '../app/support.ts'
import type { VersionedTicket } from '../ticket/ticket-query.ts'

/** A ticket that gets the messages of another one, and that one. */
export interface MergePair {
  source: VersionedTicket
  target: VersionedTicket
}

/** What a merge would move. The service tries it without writing anything. */
export function mergePreviewQuery({ source, target }: MergePair) {
  const input = { id: source.ticket.ticketId, into: target.ticket.ticketId }
  return queryOptions({
    queryKey: ['merge preview', input, source.version, target.version],
    queryFn: async ({ signal }) => {
      const {
        movedMessages,
        movedAttachments,
        target: after,
      } = await support.desk.tickets.merge(input, {
        dryRun: true,
        signal,
      })
      const known = new Set(target.ticket.followerIds)
      const newFollowers = after.followerIds.filter((id) => !known.has(id)).length
      return { movedMessages, movedAttachments, newFollowers }
    },
    retry: false,
  })
}

/** Why two tickets cannot be merged, as far as the page knows; the service knows the rest. */
export function mergeProblem(
  source: DeskTicket,
  target: DeskTicket,
): 'SAME_TICKET' | 'SOURCE_MERGED' | 'TARGET_MERGED' | 'REQUESTER_MISMATCH' | 'TARGET_DONE' | undefined {
  if (source.ticketId === target.ticketId) return 'SAME_TICKET'
  if (source.mergedInto !== null) return 'SOURCE_MERGED'
  if (target.mergedInto !== null) return 'TARGET_MERGED'
  if (!isSameRequester(source, target)) return 'REQUESTER_MISMATCH'
  return isDone(target) ? 'TARGET_DONE' : undefined
}

export function isDone({ status }: DeskTicket): boolean {
  return status === 'RESOLVED' || status === 'CLOSED'
}

function isSameRequester(one: DeskTicket, other: DeskTicket): boolean {
  if (one.userId !== null || other.userId !== null) return one.userId === other.userId
  return one.email.toLowerCase() === other.email.toLowerCase()
}

/** The keys of what is read of these tickets and may be old after a merge, a split or a link. */
export function keysOfTickets(...ids: number[]): (readonly unknown[])[] {
  const { tickets, messages, links, requesters } = queries.desk
  const ofTicket = (id: number) => [
    tickets.get.queryKey({ id }),
    tickets.timeline.queryKey({ id }),
    messages.list.queryKey({ id }),
    links.list.queryKey({ id }),
  ]
  return [...ids.flatMap(ofTicket), requesters.get.queryKey()]
}
