import type { Ticket, TicketCreate, TicketUpdate } from '@kinconecta/support-contracts'
import { CompiledQuery, type Kysely, sql } from 'kysely'
import { coalesce } from '../database/coalesce.ts'
import { selected } from '../database/selected.ts'
import type { Database } from '../database/tables.ts'

/** A ticket with the version that its ETag is made of. */
export type VersionedTicket = Ticket & { version: number }

export const TICKET_COLUMNS = [
  'ticket_id as ticketId',
  'user_id as userId',
  'role_context as roleContext',
  'full_name as fullName',
  'email',
  'subject',
  'category',
  'message',
  'status',
  'created_at as createdAt',
  'updated_at as updatedAt',
  'version',
] as const

export const MAX_PAGE_BYTES = 4 * 1024 * 1024

/** Finds tickets by id, many at once where they are asked for together. */
export interface TicketReads {
  findTicket: (id: number) => Promise<VersionedTicket | undefined>
}

export function ticketReads(db: Kysely<Database>): TicketReads {
  return { findTicket: coalesce((ids: number[]) => findTickets(db, ids)) }
}

// Runs more often than anything else, so its text is not put together each time.
const FIND = `select ${selected(TICKET_COLUMNS)} from support_tickets where ticket_id = any($1)`

async function findTickets(db: Kysely<Database>, ids: number[]): Promise<Map<number, VersionedTicket>> {
  const { rows } = await db.executeQuery<VersionedTicket>(CompiledQuery.raw(FIND, [ids]))
  return new Map(rows.map((row) => [row.ticketId, row]))
}

/**
 * The user's ticket as it is now, which nobody else can change before this transaction ends; with `isShared`, others
 * may hold it like that too. A ticket of another's is neither found nor locked.
 */
export async function lockTicket(
  transaction: Kysely<Database>,
  id: number,
  userId: number,
  isShared = false,
): Promise<VersionedTicket | undefined> {
  return transaction
    .selectFrom('support_tickets')
    .select(TICKET_COLUMNS)
    .where('ticket_id', '=', id)
    .where('user_id', '=', userId)
    .$if(isShared, (query) => query.forShare())
    .$if(!isShared, (query) => query.forUpdate())
    .executeTakeFirst()
}

/**
 * At most `limit` tickets with a higher id than `afterId`, ascending by id; of one user, or of all. Long messages end
 * the page before that (`isCut`), so that nobody's page fills the memory.
 */
export async function listTickets(
  db: Kysely<Database>,
  userId: number | undefined,
  afterId: number,
  limit: number,
): Promise<{ rows: VersionedTicket[]; isCut: boolean }> {
  const rows = await db
    .selectFrom((eb) =>
      eb
        .selectFrom('support_tickets')
        .select(TICKET_COLUMNS)
        .select(sql<number>`sum(octet_length(message)) over (order by ticket_id rows unbounded preceding)`.as('bytes'))
        .where('ticket_id', '>', afterId)
        .$if(userId !== undefined, (query) => query.where('user_id', '=', userId!))
        .orderBy('ticket_id')
        .limit(limit)
        .as('page'),
    )
    .selectAll()
    .where(sql<boolean>`bytes - octet_length(message) < ${MAX_PAGE_BYTES}::bigint`)
    .orderBy('ticketId')
    .execute()
  return { rows, isCut: (rows.at(-1)?.bytes ?? 0) >= MAX_PAGE_BYTES }
}

export async function insertTicket(db: Kysely<Database>, ticket: TicketCreate, now: string): Promise<VersionedTicket> {
  const values = { ...ticketColumns(ticket), created_at: ticket.createdAt ?? now, updated_at: ticket.updatedAt ?? now }
  return db.insertInto('support_tickets').values(values).returning(TICKET_COLUMNS).executeTakeFirstOrThrow()
}

/** Undefined where there is no such ticket, or none with one of these versions. */
export async function updateTicket(
  db: Kysely<Database>,
  ticket: TicketUpdate,
  ifVersions: number[] | undefined,
  now: string,
): Promise<VersionedTicket | undefined> {
  return db
    .updateTable('support_tickets')
    .set({ ...ticketColumns(ticket), updated_at: ticket.updatedAt ?? now })
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .where('ticket_id', '=', ticket.id)
    .$if(ifVersions !== undefined, (query) => query.where('version', '=', (eb) => eb.fn.any(eb.val(ifVersions!))))
    .returning(TICKET_COLUMNS)
    .executeTakeFirst()
}

/** Its attachments go with it. False where there is no such ticket, or none with one of these versions. */
export async function deleteTicket(
  db: Kysely<Database>,
  id: number,
  ifVersions: number[] | undefined,
): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('support_tickets')
    .where('ticket_id', '=', id)
    .$if(ifVersions !== undefined, (query) => query.where('version', '=', (eb) => eb.fn.any(eb.val(ifVersions!))))
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** Kysely leaves a column out whose value is undefined, so that an absent member keeps its value or its default. */
export function ticketColumns(ticket: TicketCreate | TicketUpdate | Ticket) {
  return {
    user_id: ticket.userId,
    role_context: ticket.roleContext,
    full_name: ticket.fullName,
    email: ticket.email,
    subject: ticket.subject,
    category: ticket.category,
    message: ticket.message,
    status: ticket.status,
    created_at: ticket.createdAt,
  }
}
