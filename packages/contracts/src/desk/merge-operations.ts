import { VersionedRef } from '../core/ids.ts'
import { operation } from '../trpc.ts'
import { DeskTicket } from './desk-ticket.ts'
import { TicketMerge, TicketMergeResult, TicketSplit } from './merge.ts'

const tags = ['Desk']
const item = '/desk/tickets/{id}'
const success = { status: 200, description: 'Both tickets after the change.', isFleeting: true } as const

/** The procedures of `desk.tickets.*` that move messages between tickets. */
export const merging = {
  merge: operation({
    openapi: { method: 'POST', path: `${item}/merge`, tags, summary: 'Merge a ticket into another one' },
    success,
    errors: [
      'TICKET_NOT_FOUND',
      'PRECONDITION_FAILED',
      'STATUS_CONFLICT',
      'REQUESTER_MISMATCH',
      'MESSAGE_LIMIT_REACHED',
      'FILE_LIMIT_REACHED',
      'FOLLOWER_LIMIT_REACHED',
    ],
    events: [
      'ticket.merged',
      'ticket.status_changed',
      'ticket.resolution_changed',
      'ticket.waiting_on_changed',
      'ticket.unsnoozed',
      'ticket.follower_added',
      'attachment.updated',
      'internal_attachment.updated',
    ],
  })
    .input(TicketMerge)
    .output(TicketMergeResult)
    .mutation(({ ctx, input }) => ctx.desk.tickets.merge(input)),

  unmerge: operation({
    openapi: { method: 'POST', path: `${item}/unmerge`, tags, summary: 'Undo the merge of a ticket into another one' },
    success,
    errors: ['TICKET_NOT_FOUND', 'PRECONDITION_FAILED', 'STATUS_CONFLICT', 'MERGE_UNDO_EXPIRED'],
    events: [
      'ticket.unmerged',
      'ticket.status_changed',
      'ticket.resolution_changed',
      'ticket.waiting_on_changed',
      'ticket.snoozed',
      'ticket.unsnoozed',
      'ticket.follower_removed',
      'attachment.updated',
      'internal_attachment.updated',
    ],
  })
    .input(VersionedRef)
    .output(TicketMergeResult)
    .mutation(({ ctx, input }) => ctx.desk.tickets.unmerge(input)),

  split: operation({
    openapi: { method: 'POST', path: `${item}/split`, tags, summary: 'Make a ticket of a message' },
    success: { status: 201, description: 'The new ticket.' },
    errors: ['TICKET_NOT_FOUND', 'MESSAGE_NOT_FOUND', 'LINK_LIMIT_REACHED'],
    events: ['ticket.created', 'ticket.split', 'ticket.link_added', 'attachment.updated'],
  })
    .input(TicketSplit)
    .output(DeskTicket)
    .mutation(({ ctx, input }) => ctx.desk.tickets.split(input)),
}
