import {
  createSupportClient,
  isSupportApiError,
  type SupportApiError,
  type SupportClient,
} from '@kinconecta/support-client'
import type { Kysely } from 'kysely'
import type { Database } from '../../src/platform/database/tables.ts'
import type { TestService } from './harness.ts'
import type { Ids } from './operation-ids.ts'
import { tokenOf } from './tokens.ts'

/** Inserts agents. */
export async function insertAgents(db: Kysely<Database>, ...ids: string[]): Promise<void> {
  await db
    .insertInto('agents')
    .values(ids.map((id) => ({ agent_id: id, name: null, email: null, role: 'agent' as const })))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Inserts what the operations of the desk name: an agent with this id, a team and two tags. */
export async function insertDeskObjects(
  db: Kysely<Database>,
  agentId: string = crypto.randomUUID(),
): Promise<Pick<Ids, 'agentId' | 'teamId' | 'tagId' | 'otherTagId'>> {
  await insertAgents(db, agentId)
  const { teamId } = await db
    .insertInto('teams')
    .values({ name: crypto.randomUUID() })
    .returning('team_id as teamId')
    .executeTakeFirstOrThrow()
  const tags = await db
    .insertInto('tags')
    .values([{ name: crypto.randomUUID() }, { name: crypto.randomUUID() }])
    .returning('tag_id as tagId')
    .execute()
  return { agentId, teamId, tagId: tags[0]!.tagId, otherTagId: tags[1]!.tagId }
}

/** A client of a closed service, with the token of an agent or admin. */
export async function staffClient(
  { url }: Pick<TestService, 'url'>,
  id: string,
  role: 'AGENT' | 'ADMIN' = 'AGENT',
): Promise<SupportClient> {
  return createSupportClient({ url, token: await tokenOf(id, role), maxRetries: 0 })
}

/** The error of the service with which a call rejects, undefined if it succeeds. Rejects for other errors. */
export async function refusalOf(call: PromiseLike<unknown>): Promise<SupportApiError | undefined> {
  try {
    await call
    return undefined
  } catch (error) {
    if (isSupportApiError(error)) return error
    throw error
  }
}

/** The code of this error. */
export async function codeOf(call: PromiseLike<unknown>): Promise<string | undefined> {
  return (await refusalOf(call))?.code
}
