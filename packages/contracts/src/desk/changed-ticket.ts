import { deskChanges } from '../events/desk-changes.ts'
import type { ChangeOf } from '../events/event.ts'
import { differing, type WorkflowFields, type WorkflowTicket } from './workflow.ts'

/**
 * A ticket while changes are made one after the other, before anything is written. Each change sees those before it, and
 * has the events that it would have alone.
 */
export class ChangedTicket<Ticket extends WorkflowTicket & { publicVersion: number }> {
  #ticket: Ticket
  readonly #fields: Partial<WorkflowFields> = {}
  readonly #events: ChangeOf[] = []

  constructor(ticket: Ticket) {
    this.#ticket = ticket
  }

  /** The ticket after the changes so far. */
  get ticket(): Ticket {
    return this.#ticket
  }

  /** The fields to write; empty if the changes so far change nothing. */
  get fields(): Partial<WorkflowFields> {
    return this.#fields
  }

  get events(): readonly ChangeOf[] {
    return this.#events
  }

  /** Makes a change: sets those of the fields whose values differ. */
  make(change: Partial<WorkflowFields>): void {
    const before = this.#ticket
    const fields = differing(before, change)
    if (Object.keys(fields).length === 0) return
    const publicVersion = before.publicVersion + (fields.status === undefined ? 0 : 1)
    this.#ticket = { ...before, ...fields, publicVersion }
    this.#events.push(...deskChanges(before, this.#ticket))
    Object.assign(this.#fields, fields)
  }
}
