import type { Requester, RequesterQuery } from '@kinconecta/support-contracts'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import { matches } from '../tickets/ticket-filters.ts'
import { deskTicketColumns, type StoredDeskTicket } from './desk-tickets.repository.ts'

const EVERYONE = { kind: 'all' } as const

/** Lists the newest tickets of a person, newest first. */
export async function listTicketsOf(
  db: Kysely<Database>,
  person: RequesterQuery,
  limit: number,
  now: string,
): Promise<StoredDeskTicket[]> {
  return db
    .selectFrom('support_tickets')
    .select(deskTicketColumns(now))
    .where((eb) => matches(eb, EVERYONE, person))
    .orderBy('ticket_id', 'desc')
    .limit(sql.lit(limit))
    .execute()
}

/** Counts the tickets of a person by status, and finds when the person last wrote. */
export async function countTicketsOf(
  db: Kysely<Database>,
  person: RequesterQuery,
): Promise<Pick<Requester, 'counts' | 'lastContactAt'>> {
  const { lastContactAt, ...counts } = await db
    .selectFrom('support_tickets')
    .select([
      count('OPEN').as('OPEN'),
      count('IN_PROGRESS').as('IN_PROGRESS'),
      count('RESOLVED').as('RESOLVED'),
      count('CLOSED').as('CLOSED'),
      sql<string | null>`max(greatest(last_requester_message_at, created_at))`.as('lastContactAt'),
    ])
    .where((eb) => matches(eb, EVERYONE, person))
    .executeTakeFirstOrThrow()
  return { counts, lastContactAt }
}

function count(status: string) {
  return sql<number>`count(*) filter (where status = ${sql.lit(status)})`
}
