import type { SupportRouter } from '@kinconecta/support-contracts'
import type { TRPCClient } from '@trpc/client'
import type { Upload } from '../uploads.ts'
import { DeskAttachments } from './desk-attachments.ts'
import { DeskDrafts } from './desk-drafts.ts'
import { DeskMessages } from './desk-messages.ts'
import { DeskTickets } from './desk-tickets.ts'

/** The resources of the desk: what only staff and API keys of the desk can reach. */
export class Desk {
  /** The tickets as staff see them. */
  readonly tickets: DeskTickets
  /** Replies and notes. */
  readonly messages: DeskMessages
  /** Texts that the caller has not sent yet. */
  readonly drafts: DeskDrafts
  /** Files for replies and notes. */
  readonly attachments: DeskAttachments

  constructor(trpc: TRPCClient<SupportRouter>['desk'], upload: Upload) {
    this.tickets = new DeskTickets(trpc.tickets)
    this.messages = new DeskMessages(trpc.messages)
    this.drafts = new DeskDrafts(trpc.drafts)
    this.attachments = new DeskAttachments(upload)
  }
}
