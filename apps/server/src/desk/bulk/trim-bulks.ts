import { type Kysely, sql } from 'kysely'
import type { Database } from '../../platform/database/tables.ts'
import { endBulk } from './bulk.repository.ts'

const RETENTION_DAYS = 30
const BATCH = 10_000
// A bulk change has a job from the transaction that creates it to its end.
const HAS_JOB = sql<boolean>`exists (select from jobs
  where kind = 'desk.bulk' and key = bulk_id::text and failed_at is null)`

/** Ends bulk changes whose job was given up, and deletes those that ended 30 days ago. */
export async function trimBulks(db: Kysely<Database>, now: string): Promise<void> {
  const abandoned = await db
    .selectFrom('bulk_changes')
    .select('bulk_id')
    .where('ended_at', 'is', null)
    .where((eb) => eb.not(HAS_JOB))
    .execute()
  for (const { bulk_id } of abandoned) await endBulk(db, bulk_id, 'failed', now)
  const old = await db
    .selectFrom('bulk_changes')
    .select('bulk_id')
    .where('ended_at', '<', sql<string>`${now}::timestamptz - make_interval(days => ${sql.lit(RETENTION_DAYS)})`)
    .limit(BATCH)
    .execute()
  for (const { bulk_id } of old) await deleteBulk(db, bulk_id)
}

/** Deletes a bulk change, and the one that undoes it. The results can be many, so they are deleted in batches first. */
async function deleteBulk(db: Kysely<Database>, bulkId: number): Promise<void> {
  for (let deleted = BATCH; deleted === BATCH;) {
    const { numAffectedRows = 0n } = await sql`delete from bulk_results where ctid = any(array(
      select ctid from bulk_results
      where bulk_id in (select bulk_id from bulk_changes where bulk_id = ${bulkId} or undo_of = ${bulkId})
      limit ${sql.lit(BATCH)}))`.execute(db)
    deleted = Number(numAffectedRows)
  }
  await db.deleteFrom('bulk_changes').where('bulk_id', '=', bulkId).execute()
}
