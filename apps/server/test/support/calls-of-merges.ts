import type { Calls } from './calls-of-tickets.ts'

/**
 * Calls on tickets 4 to 6 of the same guest, and on ticket 7 of somebody else; `callsOfTickets` creates them. Messages
 * and attachments have the ids that follow.
 */
export const callsOfMerges: Calls = {
  'desk.links.create': [
    { id: 4, relation: 'blocks', otherTicketId: 5 },
    { id: 5, relation: 'blocked_by', otherTicketId: 4 },
    { id: 5, relation: 'relates', otherTicketId: 4 },
    { id: 4, relation: 'duplicated_by', otherTicketId: 6 },
    { id: 4, relation: 'relates', otherTicketId: 4 },
    { id: 4, relation: 'relates', otherTicketId: 99 },
    { id: 99, relation: 'relates', otherTicketId: 4 },
    { id: 4, relation: 'hates', otherTicketId: 5 },
  ],
  'desk.links.list': [{ id: 4 }, { id: 5 }, { id: 6 }, { id: 99 }],
  'desk.links.delete': [
    { id: 5, linkId: 1 },
    { id: 5, linkId: 1 },
    { id: 6, linkId: 2 },
    { id: 99, linkId: 2 },
  ],
  'desk.tickets.merge': [
    { id: 4, into: 4 },
    { id: 4, into: 99 },
    { id: 4, into: 7 },
    { id: 4, into: 2 },
    { id: 4, into: 5 },
    { id: 4, into: 6 },
    { id: 6, into: 4 },
    { id: 5, into: 6 },
    { id: 4, into: 0 },
  ],
  'desk.tickets.unmerge': [{ id: 4 }, { id: 5 }, { id: 4 }, { id: 4 }, { id: 99 }],
  'desk.tickets.split': [
    { id: 5, messageId: 99 },
    { id: 99, messageId: 1 },
    { id: 5, messageId: 1, subject: '' },
  ],
}
