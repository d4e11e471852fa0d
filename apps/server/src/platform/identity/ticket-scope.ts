import type { Actor, Reach } from '@kinconecta/support-contracts'

/**
 * The tickets that a call may reach, decided by the access table. Every statement takes it, so that none can be written
 * without it.
 */
export type TicketScope = { kind: 'all' } | { kind: 'own'; userId: number | null }

/** The user whose tickets are in the scope; null, which equals no value in SQL, for the scope of all. */
export function ownerOf(scope: TicketScope): number | null {
  return scope.kind === 'own' ? scope.userId : null
}

/** Whether a ticket of this user is within the scope. */
export function isWithin(scope: TicketScope, { userId }: { userId: number | null }): boolean {
  return scope.kind === 'all' || (userId !== null && userId === scope.userId)
}

/** The scope of a caller whose reach is `reach`. A guest owns no ticket: those it creates have no user. */
export function scopeOf(actor: Actor, reach: Exclude<Reach, 'none'>): TicketScope {
  if (reach === 'all') return { kind: 'all' }
  return { kind: 'own', userId: actor.kind === 'member' ? actor.userId : null }
}
