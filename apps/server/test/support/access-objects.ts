import { sql } from 'kysely'
import type { TestService } from './harness.ts'
import { png } from './sample-files.ts'

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
