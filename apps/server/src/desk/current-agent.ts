import { type Actor, agentIdOf, SupportError } from '@kinconecta/support-contracts'

/** The id of the agent who calls. Throws INVALID_INPUT, for an API key that sends a field about itself as an agent. */
export function agentIdFor(field: string, actor: Actor): string {
  const agentId = agentIdOf(actor)
  if (agentId !== undefined) return agentId
  throw new SupportError('INVALID_INPUT', `${field}: An API key is not an agent; only agents and admins can send this`)
}
