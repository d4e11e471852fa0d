import type { LinkRelation } from '@kinconecta/support-contracts'
import { expect } from 'vitest'
import type { Ids } from './operation-ids.ts'

const onTicket = ({ ticketId }: Ids) => ({ id: ticketId })
const anyId = expect.any(Number) as number
const both = { sourceTicketId: anyId, targetTicketId: anyId }
const merged = { type: 'ticket.merged', data: both } as const
const unmerged = { type: 'ticket.unmerged', data: both } as const
const closed = { type: 'ticket.status_changed', data: { from: 'OPEN', to: 'CLOSED' } } as const
const opened = { type: 'ticket.status_changed', data: { from: 'CLOSED', to: 'OPEN' } } as const
const duplicate = { resolutionCode: 'DUPLICATE', duplicateOf: anyId } as const
const changedFields: 'ticketId'[] = ['ticketId']
const moved = { type: 'attachment.updated', data: { attachmentId: anyId, changedFields } } as const
const split = { type: 'ticket.split', data: { fromTicketId: anyId, toTicketId: anyId, messageId: anyId } } as const
const link = <Type extends 'ticket.link_added' | 'ticket.link_removed'>(type: Type, relation: LinkRelation) => ({
  type,
  data: { relation, otherTicketId: anyId },
})
const created = { status: 'OPEN', category: 'GENERAL', roleContext: expect.any(String) as 'GUEST' } as const

/** How a test calls the operations of merging and links. */
export const rowsOfMerges = {
  'desk.tickets.merge': {
    names: 'ticketId',
    input: ({ ticketId, otherTicketId }: Ids) => ({ id: ticketId, into: otherTicketId }),
    events: [
      merged,
      merged,
      closed,
      { type: 'ticket.resolution_changed' as const, data: { ...duplicate } },
      moved,
      moved,
    ],
  },
  'desk.tickets.unmerge': {
    names: 'ticketId',
    after: 'desk.tickets.merge',
    input: onTicket,
    events: [unmerged, unmerged, opened, moved, moved],
  },
  'desk.tickets.split': {
    names: 'ticketId',
    input: ({ ticketId, requesterMessageId }: Ids) => ({ id: ticketId, messageId: requesterMessageId }),
    events: [
      { type: 'ticket.created' as const, data: { ...created } },
      split,
      split,
      link('ticket.link_added', 'relates'),
      link('ticket.link_added', 'relates'),
    ],
  },
  'desk.links.list': { names: 'ticketId', input: onTicket },
  'desk.links.create': {
    names: 'ticketId',
    input: ({ ticketId, otherTicketId }: Ids) => ({ id: ticketId, relation: 'duplicates', otherTicketId }),
    events: [link('ticket.link_added', 'duplicates'), link('ticket.link_added', 'duplicated_by')],
  },
  'desk.links.delete': {
    names: 'ticketId',
    input: ({ ticketId, linkId }: Ids) => ({ id: ticketId, linkId }),
    events: [link('ticket.link_removed', 'blocks'), link('ticket.link_removed', 'blocked_by')],
  },
} as const
