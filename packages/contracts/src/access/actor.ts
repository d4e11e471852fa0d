import { SupportError } from '../core/errors.ts'
import { type Access, ACCESS, type OperationPath, type Reach, type Scope } from './access.ts'

/** The roles of people with an account who write tickets for themselves. */
export type MemberRole = 'GUIDE' | 'TOURIST'

/**
 * The caller, verified by the server. `id` is unique among all callers. `expiresAtMs` is when the token expires, in
 * milliseconds since 1970. The limits of a guest count by its network, also with the token of a ticket.
 */
export type Actor =
  | { kind: 'guest'; id: string }
  | { kind: 'member'; id: string; userId: number; role: MemberRole; expiresAtMs?: number }
  | { kind: 'agent' | 'admin'; id: string; expiresAtMs?: number }
  | { kind: 'link'; id: string }
  | { kind: 'ticketToken'; id: string; ticketId: number; network: string }
  | { kind: 'service'; id: string; scopes: readonly Scope[] }

/** Returns the reach of `actor` with an operation. Throws UNAUTHENTICATED or FORBIDDEN if it is `none`. */
export function authorize(actor: Actor, operation: OperationPath): Exclude<Reach, 'none'> {
  const access: Access = ACCESS[operation]
  const reach = actor.kind === 'service' ? serviceReach(actor.scopes, access.service) : access[actor.kind]
  if (reach !== 'none') return reach
  if (actor.kind === 'guest') throw new SupportError('UNAUTHENTICATED')
  const needs = actor.kind === 'service' && access.service !== null ? ` It needs the scope ${access.service}.` : ''
  throw new SupportError('FORBIDDEN', `This caller may not use ${operation}.${needs}`)
}

function serviceReach(scopes: readonly Scope[], needed: Scope | null): Reach {
  return needed !== null && scopes.includes(needed) ? 'all' : 'none'
}
