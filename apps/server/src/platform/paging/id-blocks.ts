import { type RawBuilder, sql } from 'kysely'

/** Rows of a table in blocks of 2^`bits` ids. */
export interface IdBlocks {
  table: 'support_tickets' | 'ticket_search' | 'support_ticket_attachments'
  id: 'ticket_id' | 'attachment_id'
  bits: 13 | 14
  isDescending: boolean
  /** What the ids have to meet. */
  conditions: RawBuilder<boolean>
}

/** Blocks of tickets as the indexes of ranges have them. */
export const TICKET_BLOCKS = { table: 'support_tickets', id: 'ticket_id', bits: 13 } as const

/**
 * A subquery of rows `(block)`: the numbers of the blocks in which there are rows, in order. A block is looked for only
 * when the one before is used up, so that who has enough stops; and ids that nobody has are stepped over.
 */
export function blocksOf({ table, id, bits, isDescending, conditions }: IdBlocks): RawBuilder<{ block: number }> {
  const [column, size] = [sql.ref(id), sql.lit(bits)]
  const direction = isDescending ? sql`desc` : sql`asc`
  const isBeyond = isDescending ? sql`${column} < block << ${size}` : sql`${column} >= (block + 1) << ${size}`
  const next = (condition: RawBuilder<unknown>) => sql`select ${column} >> ${size} from ${sql.table(table)}
    where ${condition} and ${conditions} order by ${column} ${direction} limit 1`
  return sql`with recursive walked(block) as (
      (${next(sql`true`)}) union all select (${next(isBeyond)}) from walked where block is not null
    ) select block from walked where block is not null`
}
