import type { Draft, MessageKind } from '@kinconecta/support-contracts'
import { type Kysely, sql } from 'kysely'
import { WITH_COMMIT } from '../platform/database/pipelined.ts'
import type { Database } from '../platform/database/tables.ts'
import type { Rows } from '../platform/paging/page.ts'
import { MAX_PAGE_BYTES } from '../tickets/listed-tickets.ts'

/** A draft with its version, from which its ETag is made. */
export type VersionedDraft = Draft & { version: number }

/** Identifies a draft. */
export interface DraftKey {
  agentId: string
  ticketId: number
  kind: MessageKind
}

const COLUMNS = ['ticket_id as ticketId', 'kind', 'body', 'updated_at as updatedAt', 'version'] as const

export async function findDraft(db: Kysely<Database>, key: DraftKey): Promise<VersionedDraft | undefined> {
  return draftAt(db, key).executeTakeFirst()
}

/** Locks a draft until this transaction ends. */
export async function lockDraft(transaction: Kysely<Database>, key: DraftKey): Promise<VersionedDraft | undefined> {
  return draftAt(transaction, key).forUpdate().executeTakeFirst()
}

function draftAt(db: Kysely<Database>, { agentId, ticketId, kind }: DraftKey) {
  return db
    .selectFrom('drafts')
    .select(COLUMNS)
    .where('agent_id', '=', agentId)
    .where('ticket_id', '=', ticketId)
    .where('kind', '=', kind)
}

/** Inserts a draft, or replaces the one with this key. */
export async function upsertDraft(
  transaction: Kysely<Database>,
  { agentId, ticketId, kind }: DraftKey,
  body: string,
  now: string,
): Promise<VersionedDraft> {
  return transaction
    .insertInto('drafts')
    .values({ agent_id: agentId, ticket_id: ticketId, kind, body, updated_at: now })
    .onConflict((conflict) =>
      conflict
        .columns(['agent_id', 'ticket_id', 'kind'])
        .doUpdateSet((eb) => ({ body, updated_at: now, version: eb('drafts.version', '+', 1) })),
    )
    .returning(COLUMNS)
    .executeTakeFirstOrThrow()
}

export async function deleteDraft(transaction: Kysely<Database>, { agentId, ticketId, kind }: DraftKey): Promise<void> {
  await transaction
    .deleteFrom('drafts')
    .where('agent_id', '=', agentId)
    .where('ticket_id', '=', ticketId)
    .where('kind', '=', kind)
    .modifyEnd(sql.raw(WITH_COMMIT))
    .execute()
}

/** A keyset position in the drafts of an agent. */
export type DraftPosition = [ticketId: number, kind: MessageKind]

/** Lists the drafts of an agent after a position. The list ends with the text that reaches 4 MiB in total. */
export async function listDrafts(
  db: Kysely<Database>,
  agentId: string,
  [ticketId, kind]: DraftPosition,
  limit: number,
): Promise<Rows<VersionedDraft>> {
  const page = db
    .selectFrom('drafts')
    .selectAll()
    .where('agent_id', '=', agentId)
    .where((eb) => eb(eb.refTuple('ticket_id', 'kind'), '>', eb.tuple(ticketId, kind)))
    .orderBy('ticket_id')
    .orderBy('kind')
    .limit(sql.lit(limit))
  const sized = db
    .selectFrom(page.as('page'))
    .selectAll()
    .select([
      sql<number>`sum(octet_length(body)) over (order by ticket_id, kind) - octet_length(body)`.as('bytes_before'),
      sql<number>`count(*) over ()`.as('found'),
    ])
  const rows = await db
    .selectFrom(sized.as('sized'))
    .select(COLUMNS)
    .select('found')
    .where('bytes_before', '<', MAX_PAGE_BYTES)
    .orderBy('ticket_id')
    .orderBy('kind')
    .execute()
  return { rows, isCut: rows.length > 0 && rows.length < rows[0]!.found }
}
