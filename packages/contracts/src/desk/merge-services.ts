import type { Ref, VersionedRef } from '../core/ids.ts'
import type { DeskTicket } from './desk-ticket.ts'
import type { TicketLink, TicketLinkCreate, TicketLinkRef, TicketLinks } from './link.ts'
import type { TicketMerge, TicketMergeResult, TicketSplit } from './merge.ts'

/** The operations of `desk.tickets` that move messages between tickets. */
export interface MergeService {
  merge(input: TicketMerge): Promise<TicketMergeResult>
  unmerge(ref: VersionedRef): Promise<TicketMergeResult>
  split(input: TicketSplit): Promise<DeskTicket>
}

/** The operations of `desk.links`. */
export interface LinkService {
  list(ref: Ref): Promise<TicketLinks>
  create(input: TicketLinkCreate): Promise<TicketLink>
  /** Resolves to null, because JSON has no undefined. */
  delete(ref: TicketLinkRef): Promise<null>
}
