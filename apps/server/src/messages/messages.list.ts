import type { MessageQuery, Page } from '@kinconecta/support-contracts'
import { type ExpressionBuilder, type Kysely, type SqlBool, type Expression, sql } from 'kysely'
import { z } from 'zod'
import type { Database } from '../platform/database/tables.ts'
import type { TicketScope } from '../platform/identity/ticket-scope.ts'
import { readPage, type Rows } from '../platform/paging/page.ts'
import { MAX_PAGE_BYTES } from '../tickets/listed-tickets.ts'
import type { MessageRow } from './message-rows.ts'

/** Which messages of a ticket a caller sees. */
export type Viewer =
  /** `hidesMerged`: with the token of a ticket, which does not open what a merge brought. */
  | { kind: 'requester'; hidesMerged: boolean }
  /** Staff see notes, and their own replies that are not sent yet. `authorId` is that of the caller. */
  | { kind: 'staff'; authorId: string }

/** The viewer of a caller with this scope, for the operations of requesters. */
export function requesterViewer(scope: TicketScope): Viewer {
  return { kind: 'requester', hidesMerged: scope.kind === 'ticket' }
}

type Messages = ExpressionBuilder<Database, 'messages'>

/** The condition that the viewer sees a message. */
export function isSeenBy(eb: Messages, viewer: Viewer): Expression<SqlBool> {
  if (viewer.kind === 'requester') {
    const isPublic = [eb('kind', '=', 'reply'), eb('send_at', 'is', null)]
    return eb.and(viewer.hidesMerged ? [...isPublic, sql<SqlBool>`merged_by = '{}'`] : isPublic)
  }
  return eb.or([eb('send_at', 'is', null), eb('author_id', '=', viewer.authorId)])
}

/** Whether the viewer sees a message. */
export function isSeen(row: MessageRow, viewer: Viewer): boolean {
  const { kind, send_at: sendAt, author_id: authorId, merged_by: mergedBy } = row
  if (viewer.kind === 'requester') {
    return kind === 'reply' && sendAt === null && !(viewer.hidesMerged && mergedBy.length > 0)
  }
  return sendAt === null || authorId === viewer.authorId
}

/** A message of a list. The first message of a ticket is not a row of the table, and has the position 0. */
export interface Listed {
  position: number
  row: MessageRow | undefined
}

const Position = z.tuple([z.int().min(0)])

/**
 * Returns one page of the messages of a ticket that the viewer sees, in the order in which they were sent. `show` turns
 * the rows of the page into items; that of the first message is undefined.
 */
export async function messagePage<Item>(
  db: Kysely<Database>,
  query: MessageQuery,
  viewer: Viewer,
  show: (rows: (MessageRow | undefined)[]) => Promise<Item[]>,
): Promise<Page<Item>> {
  const page = await readPage<Listed, [number]>(query, {
    name: `messages of a ticket for a ${viewer.kind}`,
    position: Position,
    positionOf: ({ position }) => [position],
    async listAfter(after, limit) {
      const { rows, isCut } = await listMessages(db, query.id, viewer, after?.[0] ?? 0, limit)
      const listed = rows.map((row) => ({ position: row.position, row }))
      return { rows: after ? listed : [{ position: 0, row: undefined }, ...listed], isCut }
    },
    count: async () => 1 + (await countMessages(db, query.id, viewer)),
  })
  return { ...page, items: await show(page.items.map(({ row }) => row)) }
}

/** Lists messages after a position. The list ends with the text that reaches 4 MiB in total. */
async function listMessages(
  db: Kysely<Database>,
  ticketId: number,
  viewer: Viewer,
  after: number,
  limit: number,
): Promise<Rows<MessageRow>> {
  const page = db
    .selectFrom('messages')
    .selectAll()
    .where('ticket_id', '=', ticketId)
    .where('position', '>', after)
    .where((eb) => isSeenBy(eb, viewer))
    .orderBy('position')
    .limit(sql.lit(limit))
  const sized = db
    .selectFrom(page.as('page'))
    .selectAll()
    .select([
      sql<number>`sum(octet_length(body)) over (order by position) - octet_length(body)`.as('bytes_before'),
      sql<number>`count(*) over ()`.as('found'),
    ])
  const rows = await db
    .selectFrom(sized.as('sized'))
    .selectAll()
    .where('bytes_before', '<', MAX_PAGE_BYTES)
    .orderBy('position')
    .execute()
  return { rows, isCut: rows.length > 0 && rows.length < rows[0]!.found }
}

async function countMessages(db: Kysely<Database>, ticketId: number, viewer: Viewer): Promise<number> {
  const { count } = await db
    .selectFrom('messages')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('ticket_id', '=', ticketId)
    .where((eb) => isSeenBy(eb, viewer))
    .executeTakeFirstOrThrow()
  return count
}
