import type { ChangeOf } from '@kinconecta/support-contracts'
import type { VersionedTicket } from './tickets.repository.ts'

type ChangedField = ChangeOf<'ticket.updated'>['data']['changedFields'][number]

const FIELDS = {
  userId: true,
  roleContext: true,
  fullName: true,
  email: true,
  subject: true,
  category: true,
  message: true,
  status: true,
  createdAt: true,
} satisfies Record<ChangedField, true>

/** The event of a new ticket. */
export function ticketCreated({ ticketId, version, status, category, roleContext }: VersionedTicket) {
  return {
    type: 'ticket.created',
    ticketId,
    version,
    data: { status, category, roleContext },
  } satisfies ChangeOf<'ticket.created'>
}

/** The events of an update: one for the fields, and another if the status has changed. */
export function ticketChanges(before: VersionedTicket, after: VersionedTicket) {
  const { ticketId, version } = after
  const changedFields = (Object.keys(FIELDS) as ChangedField[]).filter((field) => before[field] !== after[field])
  const updated: ChangeOf<'ticket.updated'> = { type: 'ticket.updated', ticketId, version, data: { changedFields } }
  if (before.status === after.status) return [updated]
  const data = { from: before.status, to: after.status }
  const statusChanged: ChangeOf<'ticket.status_changed'> = { type: 'ticket.status_changed', ticketId, version, data }
  return [updated, statusChanged]
}
