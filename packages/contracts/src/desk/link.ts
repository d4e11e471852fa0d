import { z } from 'zod'
import { Id, Ref } from '../core/ids.ts'
import { Timestamp } from '../core/timestamps.ts'
import { TicketStatus } from '../tickets/ticket-fields.ts'

/** The most links of one ticket. */
export const MAX_LINKS = 50

/** How a ticket is related to another one. */
export const LinkRelation = z
  .enum(['relates', 'duplicates', 'duplicated_by', 'blocks', 'blocked_by'])
  .meta({ id: 'LinkRelation', description: 'How the ticket is related to the other one.' })
export type LinkRelation = z.infer<typeof LinkRelation>

/** How the other ticket is related to this one. */
export const INVERSE_RELATIONS: Record<LinkRelation, LinkRelation> = {
  relates: 'relates',
  duplicates: 'duplicated_by',
  duplicated_by: 'duplicates',
  blocks: 'blocked_by',
  blocked_by: 'blocks',
}

/** A link of a ticket to another one, as it is read from the ticket. */
export const TicketLink = z
  .object({
    linkId: Id.meta({ description: 'The same for both tickets.' }),
    ticketId: Id.meta({ description: 'The ticket.' }),
    relation: LinkRelation,
    otherTicketId: Id.meta({ description: 'The other ticket.' }),
    otherSubject: z.string().meta({ description: 'The subject of the other ticket.' }),
    otherStatus: TicketStatus.meta({ description: 'The status of the other ticket.' }),
    createdAt: Timestamp.meta({ description: 'When the link was made.' }),
  })
  .meta({ id: 'TicketLink' })
export type TicketLink = z.infer<typeof TicketLink>

/** The links of a ticket. */
export const TicketLinks = z
  .object({ ticketId: Id, links: z.array(TicketLink).meta({ description: 'Ascending by `linkId`, at most 50.' }) })
  .meta({ id: 'TicketLinks' })
export type TicketLinks = z.infer<typeof TicketLinks>

/** The input that links a ticket to another one. */
export const TicketLinkCreate = z
  .object({ ...Ref.shape, relation: LinkRelation, otherTicketId: Id.meta({ description: 'The other ticket.' }) })
  .meta({ id: 'TicketLinkCreate', examples: [{ relation: 'blocks', otherTicketId: 1524 }] })
export type TicketLinkCreate = z.infer<typeof TicketLinkCreate>

/** Identifies a link of a ticket. */
export const TicketLinkRef = z.object({ ...Ref.shape, linkId: Id.meta({ description: 'The link.' }) })
export type TicketLinkRef = z.infer<typeof TicketLinkRef>
