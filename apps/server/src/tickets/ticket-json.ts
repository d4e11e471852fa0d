import { Ticket } from '@kinconecta/support-contracts'
import { jsonPattern } from '../operations/json-pattern.ts'

const TICKET = jsonPattern(Ticket)

/**
 * The JSON of a ticket as the table keeps it, held against the contract: what is sent is checked, whoever wrote it
 * (ADR 23).
 */
export function checkedTicket(json: string): string {
  if (TICKET.test(json)) return json
  throw new Error('The JSON that the table keeps of a ticket is not a ticket of the contract')
}

/** The id of a ticket that is JSON. */
export function ticketIdIn(json: string): number {
  return (JSON.parse(json) as Ticket).ticketId
}
