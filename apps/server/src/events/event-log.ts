import type { Kysely } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import { InterruptiblePause } from '../platform/interruptible-pause.ts'
import { findLogBounds, isOutboxEmpty } from './event-log.repository.ts'
import { numberEvents } from './sequencer.ts'
import { Waiters } from './waiters.ts'

/** Numbers new events, and follows the end of the log in this process. */
export interface EventLog {
  /** Must be called after a change has been committed. Its events soon get their positions. */
  changed(): void
  /** Resolves to the last position as soon as it is after `position`, or when `signal` aborts or the log is stopped. */
  waitBeyond(position: number, signal: AbortSignal): Promise<number>
  /** Stops the background work, and resolves all calls of `waitBeyond`. */
  stop(): Promise<void>
}

export interface EventLogOptions {
  /**
   * How long to wait for more changes, so that one transaction numbers the events of all.
   * @default 10
   */
  batchMs?: number
  /**
   * How often to poll for events of other processes while a call of `waitBeyond` is pending.
   * @default 100
   */
  pollMs?: number
  /**
   * How often to poll otherwise, for events that a process left in the outbox when it ended.
   * @default 1000
   */
  idlePollMs?: number
}

/**
 * Numbers the events of this process soon after their commit, and polls for those of other processes. A poll reads two
 * rows. Unlike LISTEN and NOTIFY, polling works behind poolers and does not slow down the writers.
 */
export function followLog(db: Kysely<Database>, options: EventLogOptions = {}): EventLog {
  return new LogFollower(db, options)
}

class LogFollower implements EventLog {
  readonly #db: Kysely<Database>
  readonly #options: Required<EventLogOptions>
  readonly #waiters = new Waiters()
  readonly #pause = new InterruptiblePause()
  readonly #following: Promise<void>
  #end = 0
  #hasChanges = true // a process may have left events in the outbox when it ended
  #isStopped = false

  constructor(db: Kysely<Database>, { batchMs = 10, pollMs = 100, idlePollMs = 1_000 }: EventLogOptions) {
    this.#db = db
    this.#options = { batchMs, pollMs, idlePollMs }
    this.#following = this.#follow()
  }

  changed(): void {
    if (this.#hasChanges) return // they are numbered together
    this.#hasChanges = true
    this.#pause.end()
  }

  async waitBeyond(position: number, signal: AbortSignal): Promise<number> {
    const waiting = this.#waiters.wait(() => this.#end > position || this.#isStopped, signal)
    if (this.#waiters.size === 1) this.#pause.end() // polls more often from now on
    await waiting
    return this.#end
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    this.#pause.end()
    this.#waiters.wake()
    await this.#following
  }

  async #follow(): Promise<void> {
    const { batchMs, pollMs, idlePollMs } = this.#options
    while (!this.#isStopped) {
      const isReachable = await this.#poll()
      if (this.#isStopped) return
      if (!this.#hasChanges || !isReachable) await this.#pause.wait(this.#waiters.size > 0 ? pollMs : idlePollMs)
      if (this.#hasChanges) await this.#pause.wait(batchMs)
    }
  }

  /** Returns false if the database cannot be reached. The next poll tries again. */
  async #poll(): Promise<boolean> {
    const hadChanges = this.#hasChanges
    this.#hasChanges = false
    try {
      const mustNumber = hadChanges || !(await isOutboxEmpty(this.#db))
      const end = mustNumber ? await numberEvents(this.#db) : (await findLogBounds(this.#db)).lastPosition
      if (end > this.#end) {
        this.#end = end
        this.#waiters.wake()
      }
      return true
    } catch {
      this.#hasChanges ||= hadChanges
      return false
    }
  }
}
