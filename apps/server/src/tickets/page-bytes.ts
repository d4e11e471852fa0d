import type { Kysely } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import type { Rows } from '../platform/paging/page.ts'
import { MAX_PAGE_BYTES } from './listed-tickets.ts'

/** A row of a list, whose message is null if it is long. */
interface Listed {
  ticketId: number
  message: string
}

type ReadSlice<Row> = (db: Kysely<Database>) => Promise<Row[]>

/**
 * Reads a slice. It ends with the message that reaches 4 MiB in total, to bound the memory of a page. Nearly every
 * slice needs one statement. If that statement leaves out a long message, the slice is read again, in one snapshot with
 * the long messages that fit.
 */
export async function boundedPage<Row extends Listed>(
  db: Kysely<Database>,
  readSlice: ReadSlice<Row>,
): Promise<Rows<Row>> {
  const rows = await readSlice(db)
  if (rows.every(hasMessage)) return { rows, isCut: false }
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (snapshot) => addLongMessages(snapshot, await readSlice(snapshot)))
}

async function addLongMessages<Row extends Listed>(db: Kysely<Database>, rows: Row[]): Promise<Rows<Row>> {
  const sizes = await messageBytes(db, idsWithoutMessage(rows))
  let bytes = 0
  const fitting = rows.filter((row) => {
    const fits = bytes < MAX_PAGE_BYTES
    bytes += sizes.get(row.ticketId) ?? Buffer.byteLength(row.message)
    return fits
  })
  const messages = await longMessages(db, idsWithoutMessage(fitting))
  for (const row of fitting) row.message = messages.get(row.ticketId) ?? row.message
  return { rows: fitting, isCut: bytes >= MAX_PAGE_BYTES }
}

function hasMessage({ message }: { message: string | null }): boolean {
  return message !== null
}

function idsWithoutMessage(rows: Listed[]): number[] {
  return rows.filter((row) => !hasMessage(row)).map(({ ticketId }) => ticketId)
}

async function messageBytes(db: Kysely<Database>, ids: number[]): Promise<Map<number, number>> {
  const rows = await db
    .selectFrom('support_tickets')
    .select((eb) => ['ticket_id', eb.fn<number>('octet_length', ['message']).as('bytes')])
    .where('ticket_id', '=', (eb) => eb.fn.any(eb.val(ids)))
    .execute()
  return new Map(rows.map((row) => [row.ticket_id, row.bytes]))
}

async function longMessages(db: Kysely<Database>, ids: number[]): Promise<Map<number, string>> {
  const rows = await db
    .selectFrom('support_tickets')
    .select(['ticket_id', 'message'])
    .where('ticket_id', '=', (eb) => eb.fn.any(eb.val(ids)))
    .execute()
  return new Map(rows.map((row) => [row.ticket_id, row.message]))
}
