import { SupportError } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import type { JobFailure, JobKind, TakenJob } from './job.ts'
import { deleteJob, extendLease, giveBack, giveUp, postpone, scheduleNext } from './jobs.repository.ts'

const MAX_ATTEMPTS = 20
const FIRST_DELAY_MS = 1_000
const MAX_DELAY_MS = 3_600_000

/**
 * Runs a job that was taken, and extends its lease meanwhile. Then the job is deleted, or waits for its next time or
 * attempt. Never rejects: if the database cannot be reached then, the job is due again when its lease has ended.
 */
export async function runJob(
  db: Kysely<Database>,
  kind: JobKind,
  job: TakenJob,
  { leaseMs, onFailure }: { leaseMs: number; onFailure: (failure: JobFailure) => void },
  stopping: AbortSignal,
): Promise<void> {
  const lease = keepLease(db, job, leaseMs)
  const signal = AbortSignal.any([stopping, lease.signal])
  try {
    // Its server was killed each time, perhaps by the job.
    if (kind.everyMs === undefined && job.attempts > (kind.maxAttempts ?? MAX_ATTEMPTS)) {
      await giveUp(db, job, 'Killed')
      return
    }
    await kind.run(job.data, {
      signal,
      progress: job.progress,
      saveProgress: async (transaction, progress) => {
        if (!(await extendLease(transaction, job, leaseMs, progress))) throw new Error('The job was taken over')
      },
    })
    await (kind.everyMs === undefined ? deleteJob(db, job) : scheduleNext(db, job, kind.everyMs))
  } catch (error) {
    if (lease.signal.aborted) return // another server has it
    const isGivenBack = stopping.aborted
    if (!isGivenBack) onFailure({ jobId: job.id, kind: kind.name, attempts: job.attempts, error })
    await (isGivenBack ? giveBack(db, job) : retryLater(db, kind, job, error)).catch(() => {})
  } finally {
    lease.end()
  }
}

function retryLater(db: Kysely<Database>, kind: JobKind, job: TakenJob, error: unknown): Promise<void> {
  const name = error instanceof SupportError ? error.code : ((error as Error | undefined)?.name ?? 'Error')
  const { everyMs, maxAttempts = MAX_ATTEMPTS } = kind
  if (everyMs === undefined && job.attempts >= maxAttempts) return giveUp(db, job, name)
  const delayMs = Math.min(FIRST_DELAY_MS * 2 ** (job.attempts - 1), everyMs ?? MAX_DELAY_MS)
  return postpone(db, job, delayMs * (0.8 + Math.random() * 0.4), name)
}

/** Extends the lease until `end` is called. The signal aborts if it was lost. */
function keepLease(db: Kysely<Database>, job: TakenJob, leaseMs: number): { signal: AbortSignal; end: () => void } {
  const lost = new AbortController()
  let endsAtMs = performance.now() + leaseMs
  const extend = async () => {
    const startedMs = performance.now()
    const isExtended = await extendLease(db, job, leaseMs).catch(() => undefined)
    if (isExtended) endsAtMs = startedMs + leaseMs
    else if (isExtended === false || performance.now() >= endsAtMs) lost.abort()
  }
  const timer = setInterval(() => void extend(), leaseMs / 3)
  return { signal: lost.signal, end: () => clearInterval(timer) }
}
