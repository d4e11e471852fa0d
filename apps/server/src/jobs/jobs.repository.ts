import { type Kysely, sql } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import type { TakenJob } from './job.ts'

const RECURRING = 'recurring'

/** Inserts a job, or replaces the one with the same kind and key. */
export async function insertJob(
  transaction: Kysely<Database>,
  job: { kind: string; key: string | null; data: object; runAt: string | undefined },
): Promise<void> {
  const runAt = job.runAt ?? sql<string>`now()`
  await transaction
    .insertInto('jobs')
    .values({ kind: job.kind, key: job.key, data: JSON.stringify(job.data), run_at: runAt })
    .onConflict((conflict) =>
      conflict.columns(['kind', 'key']).doUpdateSet({
        data: (eb) => eb.ref('excluded.data'),
        run_at: (eb) => eb.ref('excluded.run_at'),
        version: sql`jobs.version + 1`,
        attempts: 0,
        progress: null,
        failed_at: null,
        error: null,
      }),
    )
    .execute()
}

/** Deletes the job with this kind and key. Returns whether it existed. */
export async function deleteJobByKey(transaction: Kysely<Database>, kind: string, key: string): Promise<boolean> {
  const { numDeletedRows } = await transaction
    .deleteFrom('jobs')
    .where('kind', '=', kind)
    .where('key', '=', key)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** Inserts the job of each recurring kind that does not exist yet. */
export async function insertRecurringJobs(db: Kysely<Database>, kinds: string[]): Promise<void> {
  if (kinds.length === 0) return
  await db
    .insertInto('jobs')
    .values(kinds.map((kind) => ({ kind, key: RECURRING, data: '{}', run_at: sql<string>`now()` })))
    .onConflict((conflict) => conflict.columns(['kind', 'key']).doNothing())
    .execute()
}

/** Takes at most `limit` due jobs for `leaseMs`, the oldest first. Jobs that others are taking are skipped. */
export async function takeJobs(
  db: Kysely<Database>,
  kinds: string[],
  limit: number,
  leaseMs: number,
): Promise<TakenJob[]> {
  const due = db
    .selectFrom('jobs')
    .select('job_id')
    .where('failed_at', 'is', null)
    .where('run_at', '<=', sql<string>`now()`)
    .where('kind', '=', (eb) => eb.fn.any(eb.val(kinds)))
    .orderBy('run_at')
    .limit(limit)
    .forUpdate()
    .skipLocked()
  return db
    .with('due', () => due)
    .updateTable('jobs')
    .from('due')
    .set({ run_at: afterMs(leaseMs), attempts: sql`attempts + 1`, version: sql`version + 1` })
    .whereRef('jobs.job_id', '=', 'due.job_id')
    .returning(['jobs.job_id as id', 'kind', 'data', 'attempts', 'version', 'progress'])
    .execute()
}

/** Extends the lease. Returns false if the job was taken by another server, replaced or deleted. */
export async function extendLease(
  db: Kysely<Database>,
  job: TakenJob,
  leaseMs: number,
  progress?: object,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('jobs')
    .set({ run_at: afterMs(leaseMs), ...(progress && { progress: JSON.stringify(progress) }) })
    .where('job_id', '=', job.id)
    .where('version', '=', job.version)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Deletes a job that has ended, unless it was replaced meanwhile. */
export async function deleteJob(db: Kysely<Database>, job: TakenJob): Promise<void> {
  await db.deleteFrom('jobs').where('job_id', '=', job.id).where('version', '=', job.version).execute()
}

/** Makes a recurring job wait for its next time: the next multiple of `everyMs`. */
export async function scheduleNext(db: Kysely<Database>, job: TakenJob, everyMs: number): Promise<void> {
  const everyS = everyMs / 1_000
  const runAt = sql<string>`to_timestamp((floor(extract(epoch from now()) / ${everyS}::int) + 1) * ${everyS}::int)`
  await release(db, job, { run_at: runAt, attempts: 0, progress: null, error: null })
}

/** Makes a job that failed wait for `delayMs`. */
export async function postpone(db: Kysely<Database>, job: TakenJob, delayMs: number, error: string): Promise<void> {
  await release(db, job, { run_at: afterMs(delayMs), error })
}

/** Gives up a job. It stays until it is replaced or removed. */
export async function giveUp(db: Kysely<Database>, job: TakenJob, error: string): Promise<void> {
  await release(db, job, { failed_at: sql<string>`now()`, error })
}

/** Gives a job back that could not be finished, without counting the attempt. */
export async function giveBack(db: Kysely<Database>, job: TakenJob): Promise<void> {
  await release(db, job, { run_at: sql<string>`now()`, attempts: job.attempts - 1 })
}

/** Deletes jobs that were given up before so many days. */
export async function deleteFailedJobs(db: Kysely<Database>, days: number): Promise<void> {
  await db
    .deleteFrom('jobs')
    .where('failed_at', '<', sql<string>`now() - make_interval(days => ${days})`)
    .execute()
}

/** The jobs that are due and not taken, and those that were given up. */
export interface JobBacklog {
  /** For how long the oldest due job has been waiting, in seconds; 0 if none is due. */
  oldestWaitingS: number
  failed: number
}

export async function findBacklog(db: Kysely<Database>): Promise<JobBacklog> {
  const { rows } = await sql<JobBacklog>`select
    coalesce(greatest(0, extract(epoch from now() - (select min(run_at) from jobs where failed_at is null))), 0)::int
      as "oldestWaitingS",
    (select count(*)::int from jobs where failed_at is not null) as failed`.execute(db)
  return rows[0]!
}

interface Release {
  run_at?: ReturnType<typeof sql<string>>
  attempts?: number
  progress?: null
  failed_at?: ReturnType<typeof sql<string>>
  error?: string | null
}

async function release(db: Kysely<Database>, job: TakenJob, values: Release): Promise<void> {
  await db
    .updateTable('jobs')
    .set({ ...values, version: sql`version + 1` })
    .where('job_id', '=', job.id)
    .where('version', '=', job.version)
    .execute()
}

function afterMs(ms: number) {
  return sql<string>`now() + make_interval(secs => ${ms / 1_000})`
}
