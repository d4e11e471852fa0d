import {
  createSupportClient,
  isSupportApiError,
  type SupportApiError,
  type SupportClient,
} from '@kinconecta/support-client'
import { type Kysely, sql } from 'kysely'
import { insertCalendar as storeCalendar } from '../../src/service-levels/calendars.repository.ts'
import { insertPolicy } from '../../src/service-levels/policies.repository.ts'
import type { Database } from '../../src/platform/database/tables.ts'
import type { TestService } from './harness.ts'
import { aCalendar, aPolicy, type Ids } from './operation-rows.ts'
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
): Promise<Pick<Ids, 'agentId' | 'teamId' | 'tagId' | 'otherTagId' | 'calendarId' | 'policyId'>> {
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
  // The number of these is limited.
  for (const table of ['sla_policies', 'sla_calendars'])
    await sql`update ${sql.table(table)} set deleted_at = now() where deleted_at is null`.execute(db)
  const calendarId = await insertCalendar(db)
  const policyId = await insertPolicy(db, { ...aPolicy, calendarId: await insertCalendar(db) } as never, NOW)
  return { agentId, teamId, tagId: tags[0]!.tagId, otherTagId: tags[1]!.tagId, calendarId, policyId }
}

const NOW = '2026-03-11T10:30:00.000Z'

/** Inserts a calendar that no policy uses. */
function insertCalendar(db: Kysely<Database>): Promise<number> {
  return storeCalendar(db, { ...aCalendar, hours: [...aCalendar.hours] }, NOW)
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
