import { z } from 'zod'
import { Id } from '../core/ids.ts'
import { PageRequest } from '../core/pages.ts'
import { text } from '../core/text.ts'
import { TimestampInput } from '../core/timestamps.ts'
import { TICKET_FILTERS } from '../tickets/ticket-query.ts'
import { AgentId, TicketPriority, WaitingOn } from './desk-fields.ts'

/**
 * The order of the queue. `-lastActivityAt` and `-createdAt` are descending; `-priority` starts with URGENT, and tickets
 * of one priority start with the oldest activity. `dueAt` starts with what is due first, and ends with the tickets
 * without a time. Each is the reverse of that with the other sign.
 */
export const DeskTicketSort = z
  .enum(['lastActivityAt', '-lastActivityAt', 'priority', '-priority', 'createdAt', '-createdAt', 'dueAt', '-dueAt'])
  .meta({
    id: 'DeskTicketSort',
    description:
      '`-priority` starts with URGENT, and within a priority with the oldest activity. `dueAt` starts with the ' +
      'target that is due first and ends with the tickets that have no `dueAt`. `-` means descending.',
  })
export type DeskTicketSort = z.infer<typeof DeskTicketSort>

/** The filters and the order of the queue: those of the documented list, and those of the desk. */
export const DeskTicketFilters = z.object({
  ...TICKET_FILTERS,
  assigneeId: AgentId.meta({
    description: 'Tickets of this agent; `me` for the caller, `none` for tickets without an assignee.',
  }).optional(),
  teamId: Id.meta({ description: 'Tickets of this team.' }).optional(),
  hasTeam: z.boolean().meta({ description: 'Whether the ticket is assigned to a team.' }).optional(),
  priority: z
    .array(TicketPriority)
    .min(1)
    .max(TicketPriority.options.length)
    .meta({ description: 'Tickets with any of these priorities.' })
    .optional(),
  tags: z
    .array(text(50))
    .min(1)
    .max(20)
    .meta({ description: 'Tickets with any of the tags with these names; case is ignored.' })
    .optional(),
  waitingOn: z
    .array(WaitingOn)
    .min(1)
    .max(WaitingOn.options.length)
    .meta({ description: 'Tickets on which any of these has to act next.' })
    .optional(),
  isSnoozed: z.boolean().meta({ description: 'Whether the ticket is snoozed now.' }).optional(),
  isUnread: z
    .boolean()
    .meta({
      description: 'Whether the requester wrote something after the caller last marked the ticket as read.',
    })
    .optional(),
  dueBefore: TimestampInput.meta({ description: 'Tickets whose `dueAt` is before this time.' }).optional(),
  isBreached: z.boolean().meta({ description: 'Whether `nextTarget` was missed.' }).optional(),
  q: text(500, 0)
    .meta({
      description:
        'Full-text search as in the list of tickets. A ticket is found by its own texts, or by one of its messages, ' +
        'notes included.',
    })
    .optional(),
  sort: DeskTicketSort.meta({ description: 'Order of the tickets. Default: `-lastActivityAt`.' }).optional(),
})
export type DeskTicketFilters = z.infer<typeof DeskTicketFilters>

/** Filters, order and page of the queue. A ticket is listed if it matches every filter. */
export const DeskTicketQuery = z.object({ ...PageRequest.shape, ...DeskTicketFilters.shape })
export type DeskTicketQuery = z.infer<typeof DeskTicketQuery>
