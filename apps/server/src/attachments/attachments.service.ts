import { type AttachmentService, SupportError } from '@kinconecta/support-contracts'
import type { ServiceDependencies } from '../calls/service-dependencies.ts'
import { readPage } from '../paging/page.ts'
import { listedUser, mayReach } from '../tickets/tickets.rules.ts'
import {
  deleteAttachment,
  insertAttachment,
  listAttachments,
  type OwnedAttachment,
  ticketNotFound,
  updateAttachment,
} from './attachments.repository.ts'

/** The rules of `attachments.*`: who may reach the ticket may reach what is attached to it. */
export function attachmentService(dependencies: ServiceDependencies): AttachmentService {
  const { db, clock, actor, ifVersions, findTicket, findAttachment } = dependencies

  const reach = async (id: number): Promise<OwnedAttachment> => {
    const attachment = await findAttachment(id)
    if (attachment && mayReach(actor, attachment)) return attachment
    throw new SupportError('ATTACHMENT_NOT_FOUND', `Attachment ${id} not found`)
  }

  /** Of a member alone the ticket has to be looked at first; for everyone else the foreign key tells. */
  const reachTicket = async (id: number): Promise<void> => {
    if (actor.kind !== 'member') return
    const ticket = await findTicket(id)
    if (!ticket || !mayReach(actor, ticket)) throw ticketNotFound(id)
  }

  /** Nothing matched: it is not there, or not in this version. */
  const refuse = async (id: number): Promise<never> => {
    const { version } = await reach(id)
    const sentence = `Attachment ${id} has been changed; it is at version ${version} now`
    throw new SupportError('PRECONDITION_FAILED', sentence, { version })
  }

  return {
    async create(input) {
      await reachTicket(input.ticketId)
      return insertAttachment(db, input, clock())
    },

    get: ({ id }) => reach(id),

    list: (page) =>
      readPage(
        page,
        (afterId, limit) => listAttachments(db, listedUser(actor), afterId, limit),
        (attachment) => attachment.attachmentId,
      ),

    async update(input) {
      if (actor.kind === 'member') await reach(input.id)
      await reachTicket(input.ticketId)
      return (await updateAttachment(db, input, ifVersions)) ?? refuse(input.id)
    },

    async delete({ id }) {
      if (actor.kind === 'member') await reach(id)
      return (await deleteAttachment(db, id, ifVersions)) ? null : refuse(id)
    },
  }
}
