import { type Actor, SupportError } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import type { Database } from '../platform/database/tables.ts'

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

/** Inserts the row of the agent who calls, for rows that refer to it. Does nothing if it exists. */
export async function insertMissingAgent(transaction: Kysely<Database>, actor: Actor): Promise<void> {
  await transaction
    .insertInto('agents')
    .values({ agent_id: agentIdOf(actor)!, role: actor.kind === 'admin' ? 'admin' : 'agent' })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
