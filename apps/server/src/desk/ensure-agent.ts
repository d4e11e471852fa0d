import { type Actor, type AgentId, SupportError } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import type { Database } from '../platform/database/tables.ts'

/** The id of the agent that makes a call. Throws FORBIDDEN for other callers: they are not people of the support team. */
export function agentIdOf({ kind, id }: Actor): AgentId {
  if (kind !== 'agent' && kind !== 'admin') throw new SupportError('FORBIDDEN', 'Only agents may use this operation')
  return id.replace(/^(agent|admin):/, '')
}

/**
 * Makes sure that the agent that makes a call has a row, which its drafts and other things of its own refer to. Returns
 * its id. Rejects with FORBIDDEN like {@link agentIdOf}.
 */
export async function ensureAgent(db: Kysely<Database>, actor: Actor): Promise<AgentId> {
  const agentId = agentIdOf(actor)
  const role = actor.kind === 'agent' ? 'agent' : 'admin'
  await db
    .insertInto('agents')
    .values({ agent_id: agentId, role })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return agentId
}
