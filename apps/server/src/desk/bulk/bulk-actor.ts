import type { Actor } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import type { Database } from '../../platform/database/tables.ts'
import { findKeyById } from '../../platform/identity/api-keys.ts'
import type { LockedBulk } from './bulk-batch.repository.ts'

/**
 * The caller of a bulk change, as it may act now: an agent who was an admin has lost what only admins may do. Undefined
 * if the agent is disabled, or if the API key is revoked, has expired or has lost its scope.
 */
export async function currentActor(
  db: Kysely<Database>,
  { actorKind, actorId }: LockedBulk,
): Promise<Actor | undefined> {
  if (actorKind === 'service') {
    const key = await findKeyById(db, actorId)
    return key?.kind === 'service' && key.scopes.includes('desk:write') ? key : undefined
  }
  const agent = await db
    .selectFrom('agents')
    .select('role')
    .where('agent_id', '=', actorId.replace(`${actorKind}:`, ''))
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
  if (!agent) return undefined
  const kind = actorKind === 'admin' ? agent.role : 'agent'
  return { kind, id: actorId.replace(`${actorKind}:`, `${kind}:`) }
}
