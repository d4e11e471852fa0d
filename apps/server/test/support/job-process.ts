// A process that runs jobs as a server does, with a short lease. It writes a line for each run.
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { bulkJob } from '../../src/desk/bulk/bulk-job.ts'
import type { JobKind } from '../../src/jobs/job.ts'
import { startJobs } from '../../src/jobs/jobs.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { openDatabase } from '../../src/platform/database/connection.ts'

/** Counts a number; two runs of one job count it twice. */
const count: JobKind<{ number: number }> = {
  name: 'test.count',
  async run({ number }) {
    await sql`insert into counted values (${number}, ${process.pid})`.execute(db)
    await sleep(5)
  },
}

const BATCH = 500

/** Increments every row of a large table, in batches. */
const bulk: JobKind<{ rows: number }> = {
  name: 'test.bulk',
  isLong: true,
  async run({ rows }, { signal, progress, saveProgress }) {
    let done = (progress as { done: number } | null)?.done ?? 0
    process.stdout.write(`bulk from ${done}\n`)
    while (done < rows) {
      signal.throwIfAborted()
      await db.transaction().execute(async (transaction) => {
        await sql`update bulk_rows set increments = increments + 1
          where id > ${done} and id <= ${done + BATCH}`.execute(transaction)
        await saveProgress(transaction, { done: done + BATCH })
      })
      done += BATCH
      await sleep(10)
    }
  },
}

const db = openDatabase(process.env['DATABASE_URL']!, { maxConnections: 5 })
const log = { error: (context: object) => void process.stdout.write(`${JSON.stringify(context)}\n`) }
const tickets = bulkJob({ db, clock: systemClock, changed: () => {}, log })
const jobs = startJobs(db, [count, bulk, tickets], {
  pollMs: 50,
  leaseMs: 1_500,
  onFailure: ({ kind, error }) => process.stdout.write(`${kind} failed: ${String(error)}\n`),
})
process.once('SIGTERM', () => {
  const stop = async () => {
    await jobs.stop()
    await db.destroy()
  }
  stop().then(
    () => process.exit(0),
    () => process.exit(1),
  )
})
process.stdout.write('ready\n')
