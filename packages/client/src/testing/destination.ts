import { attachmentUpdated, isSameRequester, type Ticket } from '@kinconecta/support-contracts'
import type { MessageRow } from './conversations.ts'
import type { Contents } from './services.ts'
import type { Versioned } from './store.ts'

/** The conversation to which messages of a ticket go. */
export interface Destination {
  ticket: Versioned<Ticket>
  /** The ticket that the caller named. */
  named: Versioned<Ticket>
  /** The merges by which they go to another ticket; empty if they do not. */
  mergedBy: number[]
}

/** The conversation of a ticket; if it is merged, that of the ticket that has its messages. */
export function destinationOf({ tickets, desk, merges }: Contents, id: number): Destination {
  const named = tickets.get(id)
  const mergedBy: number[] = []
  let ticket: Versioned<Ticket> | undefined = named
  for (;;) {
    const { mergedInto } = desk.get(ticket)
    if (mergedInto === null) break
    mergedBy.push(merges.find(ticket.ticketId)!.mergeId)
    ticket = tickets.find(mergedInto)
    if (!ticket) return { ticket: named, named, mergedBy: [] }
  }
  return isSameRequester(named, ticket) ? { ticket, named, mergedBy } : { ticket: named, named, mergedBy: [] }
}

/** Finds a message that came from the ticket that the caller named. */
export function messageAt(contents: Contents, { ticket, mergedBy }: Destination, messageId: number) {
  const [first] = mergedBy
  const row = contents.conversations.get(ticket.ticketId, messageId)
  return row && (first === undefined || row.mergedBy.includes(first)) ? row : undefined
}

/** Moves the files of a new message to the ticket of the message. */
export function moveFilesOf(
  { attachments, conversations, log }: Contents,
  { messageId }: MessageRow,
  { ticket, named, mergedBy }: Destination,
): void {
  for (const id of conversations.filesOf(messageId)) {
    const before = attachments.get(id)
    if (before.ticketId === ticket.ticketId) continue
    const after = attachments.update(id, undefined, { ticketId: ticket.ticketId })
    const placed = conversations.placeOf(id)
    conversations.place(id, { ...placed, mergedBy })
    const isInternal = placed.isInternal
    for (const each of [named, ticket]) log.record(attachmentUpdated(before, { ...after, isInternal }, each))
  }
}
