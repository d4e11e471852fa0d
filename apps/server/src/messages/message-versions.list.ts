import { Id, type MessageVersion, type MessageVersionQuery, type Page } from '@kinconecta/support-contracts'
import { type Kysely, sql } from 'kysely'
import { z } from 'zod'
import type { Database } from '../platform/database/tables.ts'
import { readPage, type Rows } from '../platform/paging/page.ts'
import { MAX_PAGE_BYTES } from '../tickets/listed-tickets.ts'

const Position = z.tuple([Id])

/** Returns one page of the earlier texts of a message, the oldest first. */
export async function versionPage(db: Kysely<Database>, query: MessageVersionQuery): Promise<Page<MessageVersion>> {
  return readPage<MessageVersion, [number]>(query, {
    name: 'versions of a message',
    position: Position,
    positionOf: ({ version }) => [version],
    listAfter: (after, limit) => listVersions(db, query, after?.[0] ?? 0, limit),
    count: () => countVersionsOf(db, query),
  })
}

/** Lists versions after a number. The list ends with the text that reaches 4 MiB in total. */
async function listVersions(
  db: Kysely<Database>,
  { id, messageId }: MessageVersionQuery,
  after: number,
  limit: number,
): Promise<Rows<MessageVersion>> {
  const page = db
    .selectFrom('message_versions')
    .select(['version', 'body', 'replaced_at as replacedAt'])
    .where('ticket_id', '=', id)
    .where('message_id', '=', messageId)
    .where('version', '>', after)
    .orderBy('version')
    .limit(sql.lit(limit))
  const sized = db
    .selectFrom(page.as('page'))
    .selectAll()
    .select([
      sql<number>`sum(octet_length(body)) over (order by version) - octet_length(body)`.as('bytesBefore'),
      sql<number>`count(*) over ()`.as('found'),
    ])
  const rows = await db
    .selectFrom(sized.as('sized'))
    .selectAll()
    .where('bytesBefore', '<', MAX_PAGE_BYTES)
    .orderBy('version')
    .execute()
  return { rows, isCut: rows.length > 0 && rows.length < rows[0]!.found }
}

async function countVersionsOf(db: Kysely<Database>, { id, messageId }: MessageVersionQuery): Promise<number> {
  const { count } = await db
    .selectFrom('message_versions')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('ticket_id', '=', id)
    .where('message_id', '=', messageId)
    .executeTakeFirstOrThrow()
  return count
}
