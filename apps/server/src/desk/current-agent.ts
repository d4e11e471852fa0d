import { type Actor, SupportError } from '@kinconecta/support-contracts'

/** The id of the agent who calls; undefined if the caller is not a person of the staff. */
export function agentIdOf({ kind, id }: Actor): string | undefined {
  return kind === 'agent' || kind === 'admin' ? id.slice(id.indexOf(':') + 1) : undefined
}

/** The id of the agent who calls. Throws INVALID_INPUT, for an API key that sends a field about itself as an agent. */
export function agentIdFor(field: string, actor: Actor): string {
  const agentId = agentIdOf(actor)
  if (agentId !== undefined) return agentId
  throw new SupportError('INVALID_INPUT', `${field}: An API key is not an agent; only agents and admins can send this`)
}
