import { ACCESS, type OperationPath, type Reach, type Scope } from './access.ts'
import { SupportError } from '../core/errors.ts'
import type { FileOperationPath } from '../attachments/file-operations.ts'

/** The roles of people with an account who write tickets for themselves. */
export type MemberRole = 'GUIDE' | 'TOURIST'

/** Who is calling, as the server has verified it. `id` is unique among all callers. */
export type Actor =
  | { kind: 'guest'; id: string }
  | { kind: 'member'; id: string; userId: number; role: MemberRole }
  | { kind: 'agent' | 'admin'; id: string }
  | { kind: 'service'; id: string; scopes: readonly Scope[] }

/** How far `actor` reaches through an operation. Throws UNAUTHENTICATED or FORBIDDEN where that is nowhere. */
export function authorize(actor: Actor, operation: OperationPath | FileOperationPath): Exclude<Reach, 'none'> {
  const access = ACCESS[operation]
  const reach = actor.kind === 'service' ? serviceReach(actor.scopes, access.service) : access[actor.kind]
  if (reach !== 'none') return reach
  if (actor.kind === 'guest') throw new SupportError('UNAUTHENTICATED')
  const needs = actor.kind === 'service' ? `; it needs the scope ${access.service}` : ''
  throw new SupportError('FORBIDDEN', `This caller may not use ${operation}${needs}`)
}

function serviceReach(scopes: readonly Scope[], needed: Scope): Reach {
  return scopes.includes(needed) ? 'all' : 'none'
}
