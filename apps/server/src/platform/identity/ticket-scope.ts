import type { Actor, Reach } from '@kinconecta/support-contracts'

/**
 * The tickets that a call may access, according to the access table. Functions that read or change
 * tickets, attachments or events require it as an argument, so that the check cannot be omitted.
 */
export type TicketScope = { kind: 'all' } | { kind: 'own'; userId: number | null }

/**
 * The id of the user whose tickets are in the scope. Null for a guest, who owns no tickets (in SQL, `= null` matches no
 * row), and for the scope of all tickets.
 */
export function ownerOf(scope: TicketScope): number | null {
  return scope.kind === 'own' ? scope.userId : null
}

/** Whether a ticket with this `userId` is in the scope. */
export function isWithin(scope: TicketScope, { userId }: { userId: number | null }): boolean {
  return scope.kind === 'all' || (userId !== null && userId === scope.userId)
}

/** The scope of a caller with this reach. A guest owns no tickets, because the tickets it creates have no user. */
export function scopeOf(actor: Actor, reach: Exclude<Reach, 'none'>): TicketScope {
  if (reach === 'all') return { kind: 'all' }
  return { kind: 'own', userId: actor.kind === 'member' ? actor.userId : null }
}
