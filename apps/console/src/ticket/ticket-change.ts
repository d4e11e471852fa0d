import { type CallOptions, type DeskTicket, isSupportApiError, type SupportCall } from '@kinconecta/support-client'
import { change } from '../app/changes.ts'
import { readTicket, showTicket, type VersionedTicket } from './ticket-query.ts'

export type TicketField = keyof DeskTicket

/** A change of a ticket by the user. */
export interface TicketChange {
  /** The fields whose values it decides. If somebody else changed one of them, the user is asked. */
  fields: readonly TicketField[]
  send: (
    id: number,
    options: CallOptions & { ifVersion: number | undefined; idempotencyKey: string },
  ) => SupportCall<DeskTicket>
  /** The change that keeps what somebody else changed and adds that of the user, if there is one. */
  mergedWith?: (base: DeskTicket, current: DeskTicket) => TicketChange
}

/** Somebody else changed the same fields since the user saw them. */
export interface TicketConflict {
  change: TicketChange
  /** The ticket as the user saw it, and as it is now. */
  base: DeskTicket
  current: VersionedTicket
  /** The fields that somebody else changed. */
  fields: TicketField[]
}

const MAX_ATTEMPTS = 5
/** The fields that change with every change, or that the service computes from others. */
const DERIVED: ReadonlySet<TicketField> = new Set([
  'updatedAt',
  'lastActivityAt',
  'firstRespondedAt',
  'allowedTransitions',
  'followerIds',
])

/**
 * Changes a ticket if nobody else has changed the same fields since the user saw them. Changes of other fields, such as
 * a new message, are no conflict. Returns the conflict, if there is one.
 */
export async function changeTicket(seen: VersionedTicket, made: TicketChange): Promise<TicketConflict | undefined> {
  const id = seen.ticket.ticketId
  let { version } = seen
  for (let attempt = 1; ; attempt++) {
    try {
      const { data, version: changed } = await change((idempotencyKey) =>
        made.send(id, { ifVersion: version, idempotencyKey }).withResponse(),
      )
      showTicket({ ticket: data, version: changed })
      return undefined
    } catch (error) {
      if (!isSupportApiError(error, 'PRECONDITION_FAILED') || attempt === MAX_ATTEMPTS) throw error
      const current = await readTicket(id)
      showTicket(current)
      const fields = changedFields(seen.ticket, current.ticket)
      if (fields.some((field) => made.fields.includes(field)))
        return { change: made, base: seen.ticket, current, fields }
      ;({ version } = current)
    }
  }
}

/** The fields that differ, without those that follow from others. */
export function changedFields(base: DeskTicket, current: DeskTicket): TicketField[] {
  const names = Object.keys(current) as TicketField[]
  return names.filter((name) => !DERIVED.has(name) && JSON.stringify(base[name]) !== JSON.stringify(current[name]))
}

/** The tags after both changes: those of the other one, with what the user added and without what the user removed. */
export function mergeTags(base: readonly string[], own: readonly string[], current: readonly string[]): string[] {
  const removed = new Set(base.filter((tag) => !own.includes(tag)))
  const added = own.filter((tag) => !base.includes(tag) && !current.includes(tag))
  return [...current.filter((tag) => !removed.has(tag)), ...added]
}
