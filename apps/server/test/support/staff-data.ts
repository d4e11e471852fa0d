// What only staff may know about a ticket, as unique texts and ids ("canaries") that no requester's answer may contain.
import { EVENT_AUDIENCE, EVENT_TYPES } from '@kinconecta/support-contracts'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../../src/platform/database/tables.ts'

/** The id of the staff-only objects of the first ticket: a note, an internal attachment, a team, a tag. */
export const SECRET_ID = 9_007_199_254_700

/** A word that only notes have. */
export const SECRET_WORD = 'xilocanario'

const AGENT = 'canary-agent-f3a1'

/** Nothing of this may be in an answer for a requester. */
export const CANARIES = [
  SECRET_WORD,
  AGENT,
  '90071992547', // how the ids of all of them start
  'canary-name',
  'canary-tag',
  'canary-team',
  'canary-view',
  'canary-macro',
  'canary-file',
  'canary-draft',
  'canary-key',
  'third_party',
  'WORKAROUND',
  'URGENT',
  '2031-05-06T07:08:09',
]

/** Gives tickets all that the desk can have, without anything that their requesters may notice. */
export async function addStaffData(db: Kysely<Database>, ticketIds: number[]): Promise<void> {
  await sql`insert into agents (agent_id, name, role) values (${AGENT}, 'canary-name', 'agent')`.execute(db)
  await sql`insert into teams (team_id, name) values (${SECRET_ID}, 'canary-team')`.execute(db)
  await sql`insert into tags (tag_id, name) values (${SECRET_ID}, 'canary-tag')`.execute(db)
  await sql`insert into views (view_id, owner_id, name, is_shared, query)
    values (${SECRET_ID}, ${AGENT}, 'canary-view', true, '{}')`.execute(db)
  const [one, other] = ticketIds
  await sql`insert into ticket_links (link_id, from_id, to_id, relation, created_at)
    values (${SECRET_ID}, ${one}, ${other}, 'blocks', '2031-05-06T07:08:09Z')`.execute(db)
  await sql`insert into macros (macro_id, owner_id, name, is_shared, changes, created_at)
    values (${SECRET_ID}, ${AGENT}, 'canary-macro', true, '{"priority":"URGENT"}', now())`.execute(db)
  await sql`insert into bulk_changes (bulk_id, owner, actor_kind, actor_id, changes, total, created_at)
    values (${SECRET_ID}, ${`agent:${AGENT}`}, 'agent', ${`agent:${AGENT}`}, '{"priority":"URGENT"}', 0, now())`.execute(
    db,
  )
  for (const [index, ticketId] of ticketIds.entries()) await addTo(db, ticketId, SECRET_ID + 10 * index)
}

async function addTo(db: Kysely<Database>, ticketId: number, id: number): Promise<void> {
  await addObjects(db, ticketId, id)
  await sql`update support_tickets set priority = 'URGENT', waiting_on = 'third_party', assignee_id = ${AGENT},
    team_id = ${SECRET_ID}, tag_ids = array[${SECRET_ID}]::bigint[], resolution_code = 'WORKAROUND',
    duplicate_of = ${SECRET_ID}, follow_up_of = null, is_snoozed = true, snoozed_until = '2031-05-06T07:08:09Z',
    first_responded_at = '2031-05-06T07:08:09Z', resolved_at = '2031-05-06T07:08:09Z',
    closed_at = '2031-05-06T07:08:09Z', merge_target_id = ${SECRET_ID}, merged_at = '2031-05-06T07:08:09Z', message_count = message_count + 1,
    last_message_at = '2031-05-06T07:08:09Z' where ticket_id = ${ticketId}`.execute(db)
  for (const type of EVENT_TYPES.filter((each) => EVENT_AUDIENCE[each] !== 'requester')) {
    await sql`insert into event_outbox (type, occurred_at, ticket_id, user_id, actor_kind, actor_id, version, data)
      select ${type}, '2031-05-06T07:08:09Z', ticket_id, user_id, 'agent', ${`agent:${AGENT}`}, version,
        ${JSON.stringify({ canary: SECRET_WORD })}
      from support_tickets where ticket_id = ${ticketId}`.execute(db)
  }
}

async function addObjects(db: Kysely<Database>, ticketId: number, id: number): Promise<void> {
  const at = '2031-05-06T07:08:09Z'
  await sql`insert into ticket_followers values (${ticketId}, ${AGENT})`.execute(db)
  await sql`insert into ticket_reads values (${ticketId}, ${AGENT}, ${at})`.execute(db)
  await sql`insert into presences values (${ticketId}, ${AGENT}, 'typing', now())`.execute(db)
  await sql`insert into drafts values (${AGENT}, ${ticketId}, 'reply', 'canary-draft', ${at})`.execute(db)
  await sql`insert into messages (message_id, ticket_id, kind, author_kind, author_id, author_name, body, created_at)
    values (${id}, ${ticketId}, 'note', 'agent', ${`agent:${AGENT}`}, 'canary-name', ${`Nota: ${SECRET_WORD}`}, ${at})`.execute(
    db,
  )
  // A reply that is to be sent later: until then, only staff see it.
  await sql`insert into messages (message_id, ticket_id, kind, author_kind, author_id, author_name, body, created_at, send_at)
    values (${id + 1}, ${ticketId}, 'reply', 'agent', ${`agent:${AGENT}`}, 'canary-name', ${SECRET_WORD}, ${at}, ${at})`.execute(
    db,
  )
  await sql`insert into support_ticket_attachments (attachment_id, ticket_id, file_url, file_name, mime_type,
      file_size_bytes, uploaded_at, message_id, is_internal)
    values (${id}, ${ticketId}, ${`https://support.test/api/support_ticket_attachments/${id}/file`}, 'canary-file.png',
      'image/png', 70, '2026-03-11T10:30:00Z', ${id}, true)`.execute(db)
  await sql`insert into stored_files (storage_key, attachment_id, sha256, size_bytes, mime_type)
    values (${`canary-key ${id}`}, ${id}, '\\x00', 70, 'image/png')`.execute(db)
}
