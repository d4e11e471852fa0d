import type { BulkResult, ReplacedFields, TicketChangeSet } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import type { Database } from '../../platform/database/tables.ts'

/** A bulk change as its job sees it. */
export interface LockedBulk {
  bulkId: number
  actorKind: 'agent' | 'admin' | 'service'
  actorId: string
  changes: TicketChangeSet | null
  undoOf: number | null
  isAtomic: boolean
  versions: Record<string, number> | null
  total: number
  /** How many tickets were tried. */
  done: number
}

/** What happened to a ticket, and what undoes it. */
export interface TriedTicket extends BulkResult {
  replaced: ReplacedFields | null
}

/** Locks a bulk change that has not ended until this transaction ends, so that no ticket is tried twice. */
export async function lockUnfinishedBulk(
  transaction: Kysely<Database>,
  bulkId: number,
): Promise<LockedBulk | undefined> {
  return transaction
    .selectFrom('bulk_changes')
    .select([
      'bulk_id as bulkId',
      'actor_kind as actorKind',
      'actor_id as actorId',
      'changes',
      'undo_of as undoOf',
      'is_atomic as isAtomic',
      'versions',
      'total',
      'done',
    ])
    .where('bulk_id', '=', bulkId)
    .where('ended_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
}

/** What a bulk change has replaced on these tickets, by their ids. */
export async function findReplaced(
  db: Kysely<Database>,
  bulkId: number,
  ticketIds: readonly number[],
): Promise<Map<number, ReplacedFields>> {
  const rows = await db
    .selectFrom('bulk_results')
    .select(['ticket_id', 'replaced'])
    .where('bulk_id', '=', bulkId)
    .where('ticket_id', '=', (eb) => eb.fn.any(eb.val([...ticketIds])))
    .execute()
  return new Map(rows.flatMap(({ ticket_id, replaced }) => (replaced ? [[ticket_id, replaced] as const] : [])))
}

/** Stores the results of a batch, and counts them. The last batch ends the bulk change with `endStatus`. */
export async function insertResults(
  transaction: Kysely<Database>,
  { bulkId, done, total }: LockedBulk,
  results: readonly TriedTicket[],
  endStatus: 'done' | 'failed',
  now: string,
): Promise<void> {
  const rows = results.map(({ ticketId, outcome, code, detail, replaced }) => ({
    bulk_id: bulkId,
    ticket_id: ticketId,
    outcome,
    code,
    detail,
    replaced: replaced && JSON.stringify(replaced),
  }))
  if (rows.length > 0) await transaction.insertInto('bulk_results').values(rows).execute()
  const failed = results.filter(({ outcome }) => outcome === 'failed').length
  const isLast = done + results.length >= total
  await transaction
    .updateTable('bulk_changes')
    .set((eb) => ({
      done: eb('done', '+', results.length),
      failed: eb('failed', '+', failed),
      ...(isLast ? { status: endStatus, ended_at: now } : { status: 'running' as const }),
    }))
    .where('bulk_id', '=', bulkId)
    .execute()
}
