import { INVERSE_RELATIONS, type LinkRelation, MAX_LINKS, type TicketLink } from '@kinconecta/support-contracts'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../platform/database/tables.ts'

/** A link from one ticket to another. */
export interface LinkKey {
  ticketId: number
  relation: LinkRelation
  otherTicketId: number
}

/** A link as it is stored: in one direction. */
interface StoredKey {
  from_id: number
  to_id: number
  relation: 'relates' | 'duplicates' | 'blocks'
}

function storedKeyOf({ ticketId, relation, otherTicketId }: LinkKey): StoredKey {
  const isInverse =
    relation === 'blocked_by' || relation === 'duplicated_by' || (relation === 'relates' && ticketId > otherTicketId)
  const [from, to] = isInverse ? [otherTicketId, ticketId] : [ticketId, otherTicketId]
  const stored = isInverse ? INVERSE_RELATIONS[relation] : relation
  return { from_id: from, to_id: to, relation: stored as StoredKey['relation'] }
}

/** Inserts a link, which must not exist yet. Both tickets must be locked. */
export async function insertLink(transaction: Kysely<Database>, key: LinkKey, now: string): Promise<void> {
  await transaction
    .insertInto('ticket_links')
    .values({ ...storedKeyOf(key), created_at: now })
    .execute()
}

/** Deletes a link of a ticket. Returns it as the ticket has it; undefined if there is none. */
export async function deleteLink(
  transaction: Kysely<Database>,
  ticketId: number,
  linkId: number,
): Promise<LinkKey | undefined> {
  const row = await transaction
    .deleteFrom('ticket_links')
    .where('link_id', '=', linkId)
    .where((eb) => eb.or([eb('from_id', '=', ticketId), eb('to_id', '=', ticketId)]))
    .returning(['from_id', 'to_id', 'relation'])
    .executeTakeFirst()
  if (!row) return undefined
  const isFrom = row.from_id === ticketId
  const relation = isFrom ? row.relation : INVERSE_RELATIONS[row.relation]
  return { ticketId, relation, otherTicketId: isFrom ? row.to_id : row.from_id }
}

/** Lists the links of a ticket in both directions. */
export async function listLinks(db: Kysely<Database>, ticketId: number): Promise<TicketLink[]> {
  const { rows } = await sql<TicketLink>`
    with own as (
      select link_id, relation, to_id as other_id, created_at from ticket_links where from_id = ${ticketId}
      union all
      select link_id, case relation when 'blocks' then 'blocked_by' when 'duplicates' then 'duplicated_by'
          else relation end, from_id, created_at
      from ticket_links where to_id = ${ticketId}
    )
    select link_id as "linkId", ${ticketId}::bigint as "ticketId", relation, other_id as "otherTicketId",
      subject as "otherSubject", status as "otherStatus", own.created_at as "createdAt"
    from own join support_tickets on support_tickets.ticket_id = other_id
    order by link_id limit ${sql.lit(MAX_LINKS)}`.execute(db)
  return rows
}
