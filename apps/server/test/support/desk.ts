import {
  createSupportClient,
  isSupportApiError,
  type SupportApiError,
  type SupportClient,
} from '@kinconecta/support-client'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../../src/platform/database/tables.ts'
import type { TestService } from './harness.ts'
import type { Ids } from './operation-ids.ts'
import { aCalendar, aPolicy } from './rows-of-service-levels.ts'
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
  return { agentId, teamId, tagId: tags[0]!.tagId, otherTagId: tags[1]!.tagId, ...(await insertServiceLevel(db)) }
}

/** Inserts a calendar that no policy uses, and a policy with another one. Deletes others, whose number is limited. */
async function insertServiceLevel(db: Kysely<Database>): Promise<Pick<Ids, 'calendarId' | 'policyId'>> {
  const { name, timeZone, hours } = aCalendar
  const { categories, priorities, roles, targets } = aPolicy
  const { rows } = await sql<Pick<Ids, 'calendarId' | 'policyId'>>`
    with no_calendars as (update sla_calendars set deleted_at = now() where deleted_at is null),
      no_policies as (update sla_policies set deleted_at = now() where deleted_at is null),
      calendars as (insert into sla_calendars (created_at) values (now()), (now()) returning calendar_id),
      calendar_versions as (
        insert into sla_calendar_versions (calendar_id, version, name, time_zone, hours, holidays)
        select calendar_id, 1, ${name}, ${timeZone}, ${JSON.stringify(hours)}::jsonb, '[]' from calendars),
      policy as (insert into sla_policies (created_at) values (now()) returning policy_id),
      policy_version as (
        insert into sla_policy_versions (policy_id, version, name, rank, categories, priorities, roles, calendar_id, targets)
        select policy_id, 1, 'Guides', 7, ${categories}::text[], ${priorities}::text[], ${roles}::text[],
          (select max(calendar_id) from calendars), ${JSON.stringify(targets)}::jsonb from policy)
    select min(calendar_id) as "calendarId", (select policy_id from policy) as "policyId" from calendars`.execute(db)
  return rows[0]!
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
