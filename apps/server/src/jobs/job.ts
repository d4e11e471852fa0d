import type { Kysely } from 'kysely'
import type { Database } from '../platform/database/tables.ts'

/** A kind of background work. */
export interface JobKind<Data extends object = object> {
  /** Stored with every job, so it never changes. */
  name: string
  /**
   * Does the work of one job. If it rejects, the job is tried again later. It runs at least once: again after the
   * server was killed, so it must lead to the same result.
   */
  run(data: Data, run: JobRun): Promise<void>
  /**
   * One job of this kind always exists, and runs so often. All servers together run it once each time. At least 1000
   * and a multiple of it.
   */
  everyMs?: number
  /**
   * A job that was tried so often is given up. Recurring jobs are not.
   * @default 20
   */
  maxAttempts?: number
  /** Whether it may take longer than a few seconds. Such jobs do not delay the others. */
  isLong?: boolean
}

/** One run of a job. */
export interface JobRun {
  /** Aborts when the server stops, or may not run the job any longer. The job should then reject soon. */
  signal: AbortSignal
  /** What an earlier run saved; null if none did. */
  progress: unknown
  /**
   * Saves how far the job has come, in the transaction of the work it has done since. The next run gets it after the
   * server was killed. Rejects if another server has taken over the job, so that nothing is done twice.
   */
  saveProgress: (transaction: Kysely<Database>, progress: object) => Promise<void>
}

/** A job whose run failed. `error` is what it threw. */
export interface JobFailure {
  jobId: number
  kind: string
  attempts: number
  error: unknown
}

/** A job that a server has taken. */
export interface TakenJob {
  id: number
  kind: string
  data: object
  /** How often it was taken, this time included. */
  attempts: number
  /** Changes whenever the job is taken or replaced. */
  version: number
  progress: unknown
}
