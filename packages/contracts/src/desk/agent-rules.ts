import type { Actor } from '../access/actor.ts'
import { SupportError } from '../core/errors.ts'
import type { AgentUpdate } from './agent.ts'
import type { StaffKind } from './transitions.ts'

/** The id of an agent: the `sub` of its token. Undefined for a caller who is not an agent. */
export function agentIdOf({ kind, id }: Pick<Actor, 'kind' | 'id'>): string | undefined {
  return kind === 'agent' || kind === 'admin' ? id.replace(`${kind}:`, '') : undefined
}

/** The id of the agent who calls. Throws FORBIDDEN for other callers. */
export function callingAgent(actor: Actor): string {
  const agentId = agentIdOf(actor)
  if (agentId === undefined) throw new SupportError('FORBIDDEN', 'Only agents may use this operation')
  return agentId
}

/** Which transitions a caller may use. Throws FORBIDDEN for a caller who does not work on tickets. */
export function staffKindOf({ kind }: Actor): StaffKind {
  if (kind === 'agent' || kind === 'admin' || kind === 'service') return kind
  throw new SupportError('FORBIDDEN')
}

/**
 * Throws FORBIDDEN if the caller may not update this agent, FIELD_NOT_ALLOWED if it may not set one of the fields:
 * agents set their own `isAway`; admins set everything of everyone, but do not disable themselves.
 */
export function refuseAgentUpdate(actor: Actor, { id, isDisabled }: AgentUpdate): void {
  const isSelf = agentIdOf(actor) === id
  if (actor.kind !== 'admin' && !isSelf) throw new SupportError('FORBIDDEN', 'Agents may only update themselves')
  const isAllowed = actor.kind === 'admin' ? !(isSelf && isDisabled) : isDisabled === undefined
  if (!isAllowed) throw new SupportError('FIELD_NOT_ALLOWED', 'This caller may not set isDisabled here')
}
