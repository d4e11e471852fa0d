import type { Kysely } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import type { JobKind } from './job.ts'
import { JobRunner, type RunnerOptions } from './job-runner.ts'
import { deleteFailedJobs, deleteJobByKey, insertJob } from './jobs.repository.ts'

/** When a job runs, and what it replaces. */
export interface EnqueueOptions {
  /** Not before this time. The default is at once. */
  runAt?: string
  /** Replaces the waiting job of this kind with the same key. If that one is running, the new one runs after it. */
  key?: string
}

/** The background work of this process. */
export interface Jobs {
  /** Takes no more jobs, tells those that run to end, and waits for them for a short time. */
  stop(): Promise<void>
}

const SHORT_JOBS = 4
const LONG_JOBS = 2
const FAILED_JOB_RETENTION_DAYS = 14

/** Adds a job in the transaction of a change: it runs if the transaction commits. */
export async function enqueue<Data extends object>(
  transaction: Kysely<Database>,
  kind: Pick<JobKind<Data>, 'name'>,
  data: Data,
  { runAt, key }: EnqueueOptions = {},
): Promise<void> {
  await insertJob(transaction, { kind: kind.name, key: key ?? null, data, runAt })
}

/** Takes back a job that was added with a key. Returns false if it has ended; it may be running. */
export async function takeBack(
  transaction: Kysely<Database>,
  kind: Pick<JobKind, 'name'>,
  key: string,
): Promise<boolean> {
  return deleteJobByKey(transaction, kind.name, key)
}

/** Runs the jobs of these kinds in this process. Several processes share the jobs of one database (ADR 35). */
export function startJobs(db: Kysely<Database>, kinds: readonly JobKind[], options: RunnerOptions): Jobs {
  const all = [...kinds, failedJobsOf(db)]
  const runners = [
    new JobRunner(
      db,
      all.filter(({ isLong }) => !isLong),
      SHORT_JOBS,
      options,
    ),
    new JobRunner(
      db,
      all.filter(({ isLong }) => isLong),
      LONG_JOBS,
      options,
    ),
  ]
  return {
    async stop() {
      await Promise.all(runners.map((runner) => runner.stop()))
    },
  }
}

/** Removes jobs that were given up long ago. */
function failedJobsOf(db: Kysely<Database>): JobKind {
  return { name: 'jobs.trim', everyMs: 3_600_000, run: () => deleteFailedJobs(db, FAILED_JOB_RETENTION_DAYS) }
}
