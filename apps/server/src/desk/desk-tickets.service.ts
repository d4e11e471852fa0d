import {
  callingAgent,
  type DeskTicket,
  deskChanges,
  type DeskTicketService,
  differing,
  followChange,
  releaseChange,
  snoozeChange,
  staffKindOf,
  takeChange,
  transitionChange,
  unfollowChange,
  UNSNOOZED,
  updateChange,
  type VersionedRef,
  type WorkflowFields,
} from '@kinconecta/support-contracts'
import { versionMismatch } from '../platform/version-mismatch.ts'
import { ticketNotFound } from '../tickets/tickets.rules.ts'
import type { TicketDependencies } from '../tickets/tickets.service.ts'
import { assignmentOf } from './assignment.ts'
import { viewFor } from './desk-ticket-view.ts'
import { findDeskTicket, lockDeskTicket, type StoredDeskTicket, updateDeskTicket } from './desk-tickets.repository.ts'
import { mergeService } from '../merging/merge.service.ts'
import { refuseOtherTicket } from './refuse-other-ticket.ts'
import { queueService } from './queue.service.ts'
import { getTagIds } from './tags.repository.ts'

type Change = Partial<WorkflowFields> | Promise<Partial<WorkflowFields>>

/** The rules of `desk.tickets.*`. Only callers that reach all tickets may use it. */
export function deskTicketService(dependencies: TicketDependencies): DeskTicketService {
  const { db, clock, actor, ifVersions, record } = dependencies
  const view = viewFor(actor)

  /** Locks the ticket, and changes the fields that `changeOf` returns if their values differ. */
  const change = async ({ id }: VersionedRef, changeOf: (ticket: StoredDeskTicket) => Change): Promise<DeskTicket> => {
    const before = await lockDeskTicket(db, id, clock())
    if (!before) throw ticketNotFound(id)
    if (ifVersions && !ifVersions.includes(before.version))
      throw versionMismatch(`Support ticket ${id}`, before.version, ifVersions)
    const fields = differing(before, await changeOf(before))
    if (Object.keys(fields).length === 0) return view(before)
    await updateDeskTicket(db, before, fields, clock())
    const after = (await findDeskTicket(db, id, clock()))!
    for (const each of deskChanges(before, after)) record(each, after)
    return view(after)
  }

  return {
    ...queueService(dependencies),
    ...mergeService(dependencies),

    async get({ id }) {
      const ticket = await findDeskTicket(db, id, clock())
      if (!ticket) throw ticketNotFound(id)
      return view(ticket)
    },

    update: ({ tags, ...input }) =>
      change(input, async (ticket) => updateChange(ticket, { ...input, tagIds: tags && (await getTagIds(db, tags)) })),

    transition: ({ transition, ...ref }) =>
      change(ref, async (ticket) => {
        const fields = transitionChange(ticket, transition, staffKindOf(actor), clock())
        await refuseOtherTicket(db, transition)
        return fields
      }),

    assign: (input) => change(input, (ticket) => assignmentOf(db, ticket, input)),

    take: ({ force, ...ref }) => change(ref, (ticket) => takeChange(ticket, callingAgent(actor), force)),

    release: (ref) => change(ref, (ticket) => releaseChange(ticket, callingAgent(actor))),

    snooze: ({ until, ...ref }) => change(ref, (ticket) => snoozeChange(ticket, until, clock())),

    unsnooze: (ref) => change(ref, () => UNSNOOZED),

    follow: (ref) => change(ref, (ticket) => followChange(ticket, callingAgent(actor))),

    unfollow: (ref) => change(ref, (ticket) => unfollowChange(ticket, callingAgent(actor))),
  }
}
