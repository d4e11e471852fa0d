import type { FastifyBaseLogger } from 'fastify'
import { type Kysely, sql } from 'kysely'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/database/tables.ts'

/** What work at a time needs. */
export interface DueDependencies {
  db: Kysely<Database>
  clock: Clock
  /** Must be called after events were written. */
  changed: () => void
  log: Pick<FastifyBaseLogger, 'error'>
}

/** Work on rows that are due at a time. Other servers do the same at the same time. */
export interface DueTask {
  name: string
  table: 'messages' | 'support_tickets' | 'sla_targets'
  /** The column of the table with the time when a row is due, and null if it is not. It needs an index. */
  column: 'send_at' | 'snoozed_until' | 'check_at'
  /** Does what is due now, or a part of it. Leaves out rows that are locked (`for update skip locked`). */
  run(dependencies: DueDependencies): Promise<void>
}

/** Work that is due at a time, such as replies that are sent later. */
export interface DueWork {
  /** Looks for due rows now, and resolves when they are done. */
  run(): Promise<void>
  /** Stops the work. Resolves when the current round has ended. */
  stop(): Promise<void>
}

const MIN_PAUSE_MS = 50
const POLL_MS = 1_000

/**
 * Runs the tasks one after the other: when the next row is due, and at least every second, because other servers add
 * rows. A task that fails is tried again in the next round; the others run in any case.
 */
export function dueWork(dependencies: DueDependencies, tasks: readonly DueTask[], pollMs = POLL_MS): DueWork {
  let isStopped = false
  let timer: NodeJS.Timeout | undefined
  let running = Promise.resolve()
  const failing = new Set<DueTask>()

  /** Runs a task, and returns after how many milliseconds it is to run again. Logs the first failure of several. */
  const pauseAfter = async (task: DueTask): Promise<number> => {
    try {
      const isDue = (ms: number | undefined) => ms !== undefined && ms <= Date.parse(dependencies.clock())
      let nextMs = await findNextDue(dependencies.db, task)
      if (isDue(nextMs)) {
        await task.run(dependencies)
        nextMs = await findNextDue(dependencies.db, task)
      }
      failing.delete(task)
      return nextMs === undefined ? pollMs : nextMs - Date.parse(dependencies.clock())
    } catch (err) {
      if (!failing.has(task)) dependencies.log.error({ err, task: task.name }, 'Due work failed; it is tried again')
      failing.add(task)
      return pollMs
    }
  }

  const round = async () => {
    let pauseMs = pollMs
    for (const task of tasks) pauseMs = Math.min(pauseMs, await pauseAfter(task))
    clearTimeout(timer)
    if (!isStopped) timer = setTimeout(() => void start(), Math.max(pauseMs, MIN_PAUSE_MS)).unref()
  }
  const start = () => {
    clearTimeout(timer)
    running = running.then(() => (isStopped ? undefined : round()))
    return running
  }
  void start()
  return {
    run: start,
    async stop() {
      isStopped = true
      clearTimeout(timer)
      await running
    },
  }
}

/** Returns when the next row is due, in milliseconds since 1970. */
async function findNextDue(db: Kysely<Database>, { table, column }: DueTask): Promise<number | undefined> {
  const { rows } = await sql<{ dueMs: number | null }>`
    select extract(epoch from min(${sql.ref(column)})) * 1000 as "dueMs" from ${sql.table(table)}`.execute(db)
  return rows[0]!.dueMs ?? undefined
}
