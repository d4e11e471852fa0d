import type { Ticket, TicketCreate, TicketUpdate } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import type { Database } from '../database/tables.ts'

const COLUMNS = [
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
] as const

/** The tickets that exist of `ids`, by id. */
export async function findTickets(db: Kysely<Database>, ids: number[]): Promise<Map<number, Ticket>> {
  const rows = await db
    .selectFrom('support_tickets')
    .select(COLUMNS)
    .where('ticket_id', '=', (eb) => eb.fn.any(eb.val(ids)))
    .execute()
  return new Map(rows.map((row) => [row.ticketId, row]))
}

/** At most `limit` tickets with a higher id than `afterId`, ascending by id. */
export async function listTickets(db: Kysely<Database>, afterId: number, limit: number): Promise<Ticket[]> {
  return db
    .selectFrom('support_tickets')
    .select(COLUMNS)
    .where('ticket_id', '>', afterId)
    .orderBy('ticket_id')
    .limit(limit)
    .execute()
}

export async function insertTicket(db: Kysely<Database>, ticket: TicketCreate, now: string): Promise<Ticket> {
  const values = { ...columns(ticket), created_at: ticket.createdAt ?? now, updated_at: ticket.updatedAt ?? now }
  return db.insertInto('support_tickets').values(values).returning(COLUMNS).executeTakeFirstOrThrow()
}

export async function updateTicket(
  db: Kysely<Database>,
  ticket: TicketUpdate,
  now: string,
): Promise<Ticket | undefined> {
  return db
    .updateTable('support_tickets')
    .set({ ...columns(ticket), updated_at: ticket.updatedAt ?? now })
    .where('ticket_id', '=', ticket.id)
    .returning(COLUMNS)
    .executeTakeFirst()
}

/** Its attachments go with it. */
export async function deleteTicket(db: Kysely<Database>, id: number): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('support_tickets').where('ticket_id', '=', id).executeTakeFirst()
  return numDeletedRows > 0n
}

/** Kysely leaves a column out whose value is undefined, so that an absent member keeps its value or its default. */
function columns(ticket: TicketCreate | TicketUpdate) {
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
