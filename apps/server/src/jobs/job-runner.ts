import { setTimeout as sleep } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import { InterruptiblePause } from '../platform/interruptible-pause.ts'
import type { JobFailure, JobKind, TakenJob } from './job.ts'
import { insertRecurringJobs, takeJobs } from './jobs.repository.ts'
import { runJob } from './run-job.ts'

/** How jobs are taken. */
export interface RunnerOptions {
  /**
   * How often to look for due jobs.
   * @default 1000
   */
  pollMs?: number
  /**
   * If a server is killed, its jobs are taken by others after this time. A running job extends it.
   * @default 15_000
   */
  leaseMs?: number
  /**
   * How long to wait for running jobs when the process stops.
   * @default 5000
   */
  stopsWithinMs?: number
  /** Called for each failure of a job. */
  onFailure: (failure: JobFailure) => void
}

/** Runs the jobs of some kinds, a limited number at a time. */
export class JobRunner {
  readonly #db: Kysely<Database>
  readonly #kinds: Map<string, JobKind>
  readonly #slots: number
  readonly #options: Required<RunnerOptions>
  readonly #running = new Set<Promise<void>>()
  readonly #stopping = new AbortController()
  readonly #pause = new InterruptiblePause()
  readonly #taking: Promise<void>
  #hasRecurringJobs = false

  constructor(
    db: Kysely<Database>,
    kinds: JobKind[],
    slots: number,
    { pollMs = 1_000, leaseMs = 15_000, stopsWithinMs = 5_000, onFailure }: RunnerOptions,
  ) {
    this.#db = db
    this.#kinds = new Map(kinds.map((kind) => [kind.name, kind]))
    this.#slots = slots
    this.#options = { pollMs, leaseMs, stopsWithinMs, onFailure }
    this.#taking = this.#takeJobs()
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    this.#pause.end()
    const ended = async () => {
      await this.#taking
      await Promise.all(this.#running)
    }
    // A job that does not end keeps its lease until this process has ended.
    await Promise.race([ended(), sleep(this.#options.stopsWithinMs, undefined, { ref: false })])
  }

  async #takeJobs(): Promise<void> {
    while (this.#kinds.size > 0 && !this.#stopping.signal.aborted) {
      const free = this.#slots - this.#running.size
      const taken = free > 0 ? await this.#take(free) : []
      for (const job of taken) this.#start(job)
      // With a full batch, more may be due. Otherwise the next poll finds what is due by then.
      if (taken.length < free || free === 0) await this.#pause.wait(this.#options.pollMs)
    }
  }

  /** Returns no jobs if the database cannot be reached. The next poll tries again. */
  async #take(free: number): Promise<TakenJob[]> {
    try {
      if (!this.#hasRecurringJobs) {
        const recurring = [...this.#kinds.values()].filter(({ everyMs }) => everyMs !== undefined)
        await insertRecurringJobs(
          this.#db,
          recurring.map(({ name }) => name),
        )
        this.#hasRecurringJobs = true
      }
      return await takeJobs(this.#db, [...this.#kinds.keys()], free, this.#options.leaseMs)
    } catch {
      return []
    }
  }

  #start(job: TakenJob): void {
    const kind = this.#kinds.get(job.kind)!
    const run = runJob(this.#db, kind, job, this.#options, this.#stopping.signal).finally(() => {
      this.#running.delete(run)
      this.#pause.end() // its slot is free
    })
    this.#running.add(run)
  }
}
