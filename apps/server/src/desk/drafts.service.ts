import { callingAgent, type DraftService, Id, MessageKind, SupportError } from '@kinconecta/support-contracts'
import { z } from 'zod'
import { readPage } from '../platform/paging/page.ts'
import { versionMismatch } from '../platform/version-mismatch.ts'
import { lockTicketOfAttachments } from '../tickets/tickets.repository.ts'
import { ticketNotFound } from '../tickets/tickets.rules.ts'
import type { TicketDependencies } from '../tickets/tickets.service.ts'
import {
  deleteDraft,
  type DraftPosition,
  findDraft,
  listDrafts,
  lockDraft,
  upsertDraft,
  type VersionedDraft,
} from './drafts.repository.ts'

const Position = z.tuple([Id, MessageKind])
const START: DraftPosition = [0, 'note']

/** The rules of `desk.drafts.*`: the drafts of the agent that calls. */
export function draftService(dependencies: TicketDependencies): DraftService {
  const { db, lists, actor, clock, ifVersions, scope, findTicket } = dependencies

  const refuseOtherVersion = (draft: VersionedDraft | undefined) => {
    const version = draft?.version ?? 0
    if (ifVersions && !ifVersions.includes(version)) throw versionMismatch('The draft', version, ifVersions)
  }

  /** The transaction of a change holds the ticket, so that it is not deleted meanwhile. */
  const lockTicket = async (ticketId: number) => {
    if (!(await lockTicketOfAttachments(db, ticketId, scope))) throw ticketNotFound(ticketId)
  }

  return {
    list: (query) =>
      readPage<VersionedDraft, DraftPosition>(query, {
        name: `drafts of ${callingAgent(actor)}`,
        position: Position,
        positionOf: ({ ticketId, kind }) => [ticketId, kind],
        listAfter: (after, limit) => listDrafts(lists, callingAgent(actor), after ?? START, limit),
      }),

    async get({ id, kind }) {
      const draft = await findDraft(db, { agentId: callingAgent(actor), ticketId: id, kind })
      if (draft) return draft
      if (!(await findTicket(id, scope))) throw ticketNotFound(id)
      throw draftNotFound(id)
    },

    async put({ id, kind, body }) {
      await lockTicket(id)
      const key = { agentId: callingAgent(actor), ticketId: id, kind }
      if (ifVersions) refuseOtherVersion(await lockDraft(db, key))
      return upsertDraft(db, key, body, clock())
    },

    async delete({ id, kind }) {
      await lockTicket(id)
      const key = { agentId: callingAgent(actor), ticketId: id, kind }
      const draft = await lockDraft(db, key)
      if (!draft) throw draftNotFound(id)
      refuseOtherVersion(draft)
      await deleteDraft(db, key)
      return null
    },
  }
}

function draftNotFound(ticketId: number): SupportError {
  return new SupportError('DRAFT_NOT_FOUND', `The caller has no such draft for support ticket ${ticketId}`)
}
