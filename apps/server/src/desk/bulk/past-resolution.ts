import type { WorkflowFields } from '@kinconecta/support-contracts'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../../platform/database/tables.ts'

/**
 * Takes the resolution that these fields restore out of the past ones, so that reports count it once. Returns the fields
 * with its exact time, which tells ratings and their tokens that it is the same resolution.
 */
export async function withPastResolution(
  transaction: Kysely<Database>,
  ticketId: number,
  fields: Partial<WorkflowFields>,
): Promise<Partial<WorkflowFields>> {
  const restored = fields.resolvedAt ?? fields.closedAt
  if (!restored) return fields
  const { rows } = await sql<{ resolvedAt: string }>`
    delete from past_resolutions where past_resolution_id = (
      select max(past_resolution_id) from past_resolutions
      where ticket_id = ${ticketId} and date_trunc('second', resolved_at) = ${restored}::timestamptz
    ) returning resolved_at::text as "resolvedAt"`.execute(transaction)
  const [past] = rows
  return past && fields.resolvedAt ? { ...fields, resolvedAt: past.resolvedAt } : fields
}
