import type { DeskTicket, TicketPriority, TicketTransition } from '@kinconecta/support-client'

/** What is changed on each of the selected tickets. */
export interface BulkChanges {
  transition?: TicketTransition
  assign?: { agentId?: string | null; teamId?: number | null }
  priority?: TicketPriority
  tags?: { add?: string[]; remove?: string[] }
}

/** The transitions that make sense for many tickets at once. */
export const TRANSITIONS = [
  { name: 'start' },
  { name: 'stop' },
  { name: 'resolve', resolutionCode: 'SOLVED' },
  { name: 'reopen' },
  { name: 'close' },
] as const satisfies readonly TicketTransition[]

/** The tags of a ticket after a change. */
export function tagsAfter({ tags }: DeskTicket, { add = [], remove = [] }: NonNullable<BulkChanges['tags']>): string[] {
  const removed = new Set(remove)
  return [...new Set([...tags.filter((tag) => !removed.has(tag)), ...add])]
}
