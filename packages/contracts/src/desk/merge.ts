import { z } from 'zod'
import { Id, Ref, VersionedRef } from '../core/ids.ts'
import { text } from '../core/text.ts'
import { MessageRef } from '../messages/message.ts'
import { DeskTicket } from './desk-ticket.ts'

/** For how long a merge can be undone, in hours. */
export const MERGE_UNDO_HOURS = 24

/** The most attachments that a merge moves. */
export const MAX_MERGED_ATTACHMENTS = 500

/** The input that merges a ticket, the source, into another one, the target. */
export const TicketMerge = z
  .object({
    ...VersionedRef.shape,
    into: Id.meta({ description: 'The ticket that gets the messages.' }),
    intoIfVersion: z.int().min(1).meta({ description: 'The version that the target must have.' }).optional(),
  })
  .meta({ id: 'TicketMerge', examples: [{ into: 1523 }] })
export type TicketMerge = z.infer<typeof TicketMerge>

/** Two tickets after a merge, or after it was undone. */
export const TicketMergeResult = z
  .object({
    source: DeskTicket.meta({ description: 'The ticket whose messages were moved, or moved back.' }),
    target: DeskTicket.meta({ description: 'The ticket that got them, or gave them back.' }),
    movedMessages: z
      .int()
      .min(0)
      .meta({ description: 'The number of messages that were moved: replies, notes, and the first message.' }),
    movedAttachments: z.int().min(0).meta({ description: 'The number of attachments that were moved.' }),
  })
  .meta({ id: 'TicketMergeResult' })
export type TicketMergeResult = z.infer<typeof TicketMergeResult>

/** The input that makes a ticket of a message. */
export const TicketSplit = z
  .object({
    ...Ref.shape,
    messageId: MessageRef.shape.messageId,
    subject: text(180).meta({ description: 'The subject of the new ticket. Default: that of the ticket.' }).optional(),
  })
  .meta({ id: 'TicketSplit', examples: [{ messageId: 77, subject: 'Second booking' }] })
export type TicketSplit = z.infer<typeof TicketSplit>
