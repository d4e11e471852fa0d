import { type Kysely, sql } from 'kysely'
import type { Database } from '../../src/platform/database/tables.ts'
import { aTicket, type TestService } from './harness.ts'
import type { Ids } from './operation-ids.ts'
import { png } from './sample-files.ts'

/** The errors for ids that do not exist. */
export const NOT_FOUND = {
  agentId: 'AGENT_NOT_FOUND',
  teamId: 'TEAM_NOT_FOUND',
  tagId: 'TAG_NOT_FOUND',
  calendarId: 'CALENDAR_NOT_FOUND',
  policyId: 'POLICY_NOT_FOUND',
}

/** Inserts a draft of each agent for the ticket. */
export async function insertDrafts({ db, clock }: TestService, ticketId: number): Promise<void> {
  for (const agentId of ['agent-7', '1']) {
    const draft = { agent_id: agentId, ticket_id: ticketId, kind: 'reply', body: 'Hol' } as const
    await db
      .insertInto('drafts')
      .values({ ...draft, updated_at: clock.now })
      .execute()
  }
}

/** Inserts a direct upload that is not completed. */
export async function insertUpload({ db }: TestService, ticketId: number, caller: string): Promise<string> {
  const uploadId = crypto.randomUUID()
  await db
    .insertInto('direct_uploads')
    .values({
      upload_id: uploadId,
      caller,
      ticket_id: ticketId,
      file_name: png.name,
      mime_type: png.type,
      size_bytes: png.bytes.length,
      attachment_id: null,
    })
    .execute()
  return uploadId
}

/** Inserts a view of an agent. */
export async function insertView({ db }: TestService, agentId: string): Promise<number> {
  await sql`insert into agents (agent_id, role) values (${agentId}, 'agent') on conflict do nothing`.execute(db)
  const { viewId } = await db
    .insertInto('views')
    .values({ owner_id: agentId, name: 'All', query: '{}' })
    .returning('view_id as viewId')
    .executeTakeFirstOrThrow()
  return viewId
}

/** Deletes the objects with these ids. */
export async function deleteObjects(db: Kysely<Database>, ids: Ids): Promise<void> {
  await sql`delete from support_tickets where ticket_id = ${ids.ticketId}`.execute(db)
  await sql`delete from views where view_id = ${ids.viewId}`.execute(db)
  for (const table of ['macros', 'bulk_changes']) await sql`delete from ${sql.table(table)}`.execute(db)
  await sql`delete from api_keys where api_key_id = ${ids.apiKeyId}`.execute(db)
  await sql`delete from webhooks where webhook_id = ${ids.webhookId}`.execute(db)
  await sql`delete from agents where agent_id = ${ids.agentId}`.execute(db)
  await sql`update teams set deleted_at = now() where team_id = ${ids.teamId}`.execute(db)
  await sql`update sla_calendars set deleted_at = now() where deleted_at is null`.execute(db)
  await sql`update sla_policies set deleted_at = now() where deleted_at is null`.execute(db)
  await sql`update tags set merged_into = ${ids.otherTagId} where tag_id = ${ids.tagId}`.execute(db)
}

/** The content of the database without idempotency keys: the newest rows, and the number of files and uploads. */
export async function contentsOf(db: Kysely<Database>): Promise<unknown> {
  const { rows } = await sql`select
    (select json_agg(t order by ticket_id) from (select * from support_tickets order by 1 desc limit 5) t) as tickets,
    (select json_agg(a order by attachment_id) from (select * from support_ticket_attachments order by 1 desc limit 5) a)
      as attachments,
    (select json_agg(t order by team_id) from (select * from teams order by 1 desc limit 5) t) as teams,
    (select json_agg(t order by tag_id) from (select * from tags order by 1 desc limit 5) t) as tags,
    (select json_agg(c order by calendar_id) from (select * from sla_calendars order by 1 desc limit 5) c) as calendars,
    (select json_agg(p order by policy_id) from (select * from sla_policies order by 1 desc limit 5) p) as policies,
    (select json_agg(v order by view_id) from (select * from views order by 1 desc limit 5) v) as views,
    (select json_agg(a order by agent_id) from 
      (select agent_id, is_away, disabled_at from agents order by first_seen_at desc limit 5) a) as agents,
    (select count(*) from stored_files) as files, (select count(*) from direct_uploads) as uploads`.execute(db)
  return rows
}

/** Inserts a ticket of a user. */
export async function insertTicketOf({ db }: TestService, userId: number): Promise<number> {
  const { fullName, email, subject, message } = aTicket
  const { ticketId } = await db
    .insertInto('support_tickets')
    .values({
      full_name: fullName,
      email,
      subject,
      message,
      user_id: userId,
      role_context: 'TOURIST',
      created_at: '2026-01-01T00:00:00Z',
      updated_at: '2026-01-01T00:00:00Z',
    })
    .returning('ticket_id as ticketId')
    .executeTakeFirstOrThrow()
  return ticketId
}
