import { Id, type MessageSearch, type Page } from '@kinconecta/support-contracts'
import {
  type Expression,
  type ExpressionBuilder,
  type Kysely,
  type SelectQueryBuilder,
  type SqlBool,
  sql,
} from 'kysely'
import { z } from 'zod'
import { PLANNED_EACH_TIME } from '../platform/database/statements.ts'
import type { Database } from '../platform/database/tables.ts'
import { conditionsOf, type TicketScope } from '../platform/identity/ticket-scope.ts'
import { readPage, type Rows } from '../platform/paging/page.ts'
import { bytesThrough, isWithinBytes } from '../tickets/bytes-read.ts'
import { MAX_PAGE_BYTES } from '../tickets/listed-tickets.ts'
import { type SearchQuery, searchQuery } from '../tickets/search-query.ts'
import type { MessageRow } from './message-rows.ts'
import { isSeenBy, type Viewer } from './messages.list.ts'

// The number of newest messages whose words are read first, if they are not too long: if matches are common, these
// suffice.
const NEWEST_READ = 512

// The number of newest ids that the index is searched for before all ids.
const NEWEST_IDS = 100_000

const Position = z.tuple([Id])

/** Which messages to find. */
interface Wanted {
  scope: TicketScope
  viewer: Viewer
  query: SearchQuery
  /** Only messages with a smaller id match. */
  before: number | undefined
  limit: number
}

/** Returns one page of the messages with these words that the viewer sees, the newest first. */
export async function searchPage<Item>(
  db: Kysely<Database>,
  search: MessageSearch,
  scope: TicketScope,
  viewer: Viewer,
  show: (rows: MessageRow[]) => Promise<Item[]>,
): Promise<Page<Item>> {
  const page = await readPage<MessageRow, [number]>(search, {
    name: `search of messages by a ${viewer.kind}`,
    position: Position,
    positionOf: ({ message_id: id }) => [id],
    async listAfter(position, limit) {
      const query = await searchQuery(db, search.q)
      if (!query) return { rows: [], isCut: false }
      const ids = await newestIds(db, { scope, viewer, query, before: position?.[0], limit })
      return listByIds(db, ids)
    },
  })
  return { ...page, items: await show(page.items) }
}

/**
 * Returns the ids of at most `limit` matches, descending. The messages of a requester are few, so all are read. Of all
 * messages, the words of the newest are read first; then the index is searched, first for the newest ids, then for all.
 */
async function newestIds(db: Kysely<Database>, wanted: Wanted): Promise<number[]> {
  if (wanted.scope.kind !== 'all') return idsOf(messagesInScope(db, wanted), wanted)
  const read = await idsOf(newestMessages(db, wanted), wanted)
  if (read.length === wanted.limit) return read
  const near = await idsOf(indexedMessages(db, wanted, NEWEST_IDS), wanted)
  return near.length === wanted.limit ? near : idsOf(indexedMessages(db, wanted), wanted)
}

type Ids = ReturnType<typeof indexedMessages>

async function idsOf(found: Ids, { limit }: Wanted): Promise<number[]> {
  const rows = await found
    .orderBy('message_id', 'desc')
    .limit(sql.lit(limit))
    .modifyEnd(sql.raw(PLANNED_EACH_TIME))
    .execute()
  return rows.map((row) => row.message_id)
}

/** Finds matches among the messages of the tickets in the scope. */
function messagesInScope(db: Kysely<Database>, { scope, viewer, query, before }: Wanted) {
  const candidates = db
    .selectFrom('messages')
    .selectAll('messages')
    .where('ticket_id', 'in', (eb) =>
      eb
        .selectFrom('support_tickets')
        .select('ticket_id')
        .where((ticket) => ticket.and(conditionsOf(ticket, scope))),
    )
    .where((eb) => isSeenBy(eb, viewer))
    .$if(before !== undefined, (messages) => messages.where('message_id', '<', before!))
    .modifyEnd(sql`offset 0`)
  return matching(db, candidates, [query.words, query.phrases])
}

/** Finds matches among the newest messages, by reading their words. */
function newestMessages(db: Kysely<Database>, { viewer, query, before }: Wanted) {
  const newest = db
    .selectFrom('messages')
    .selectAll('messages')
    .where((eb) => isSeenBy(eb, viewer))
    .$if(before !== undefined, (messages) => messages.where('message_id', '<', before!))
    .orderBy('message_id', 'desc')
    .limit(sql.lit(NEWEST_READ))
  const sized = db
    .selectFrom(newest.as('newest'))
    .selectAll()
    .select(bytesThrough(sql`octet_length(body)`, sql`message_id desc`))
  const candidates = db.selectFrom(sized.as('messages')).selectAll().where(isWithinBytes()) as never
  return matching(db, candidates, [query.words, query.phrases])
}

/** Finds matches with the full-text index, among the `newest` ids, or all if it is undefined. */
function indexedMessages(db: Kysely<Database>, { viewer, query, before }: Wanted, newest?: number) {
  const candidates = db
    .selectFrom('messages')
    .selectAll('messages')
    .where((eb) => hasWords(eb, query.words))
    .where((eb) => isSeenBy(eb, viewer))
    .$if(before !== undefined, (messages) => messages.where('message_id', '<', before!))
    .$if(newest !== undefined, (messages) => messages.where('message_id', '>=', (eb) => lowestOf(eb, newest!, before)))
    .modifyEnd(sql`offset 0`)
  return matching(db, candidates, [query.phrases])
}

/** The ids of the candidates that match all of these tsqueries. */
function matching(
  db: Kysely<Database>,
  candidates: SelectQueryBuilder<Database, 'messages', MessageRow>,
  queries: (string | undefined)[],
) {
  return db
    .selectFrom(candidates.as('messages') as unknown as 'messages')
    .select('message_id')
    .where((eb) => eb.and(queries.filter((query) => query !== undefined).map((query) => hasWords(eb, query))))
}

type Messages = ExpressionBuilder<Database, 'messages'>

/** Whether a message matches a tsquery. The words of a message are those of a ticket with nothing else. */
function hasWords(eb: Messages, query: string): Expression<SqlBool> {
  return sql<SqlBool>`ticket_words('', '', '', ${eb.ref('body')}) @@ ${query}::tsquery`
}

/** The lowest of the `newest` ids below `before`, or of all ids if it is undefined. */
function lowestOf(eb: Messages, newest: number, before: number | undefined) {
  if (before !== undefined) return eb.val(before - newest)
  return eb
    .selectFrom('messages as all')
    .select((all) => all(all.fn.max('all.message_id'), '-', sql.lit(newest)).as('id'))
}

/** Reads messages by id, the newest first. The list ends with the text that reaches 4 MiB in total. */
async function listByIds(db: Kysely<Database>, ids: number[]): Promise<Rows<MessageRow>> {
  if (ids.length === 0) return { rows: [], isCut: false }
  const sized = db
    .selectFrom('messages')
    .selectAll()
    .select(
      sql<number>`sum(octet_length(body)) over (order by message_id desc) - octet_length(body)`.as('bytes_before'),
    )
    .where('message_id', '=', (eb) => eb.fn.any(eb.val(ids)))
  const rows = await db
    .selectFrom(sized.as('sized'))
    .selectAll()
    .where('bytes_before', '<', MAX_PAGE_BYTES)
    .orderBy('message_id', 'desc')
    .execute()
  return { rows, isCut: rows.length > 0 && rows.length < ids.length }
}
