import type { Kysely } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import { findLogBounds, isOutboxEmpty } from './event-log.repository.ts'
import { numberEvents } from './sequencer.ts'

/** The end of the log, as this process follows it. */
export interface EventLog {
  /** A change was committed: its events get their positions soon. */
  changed(): void
  /** Resolves to the end of the log as soon as it is after `position`, or when `signal` aborts. */
  waitBeyond(position: number, signal: AbortSignal): Promise<number>
  /** Ends the work in the background; everything that waits resolves. */
  stop(): Promise<void>
}

export interface EventLogOptions {
  /** How long to wait for more changes, which then get their positions in the same transaction. */
  batchMs?: number
  /** How often to look for what other processes wrote, while somebody waits. */
  pollMs?: number
  /** How often to look for events that a process left in the outbox when it ended. */
  idlePollMs?: number
}

/**
 * Numbers the events of this process soon after their commit, and follows what other processes write by polling: a read
 * of one row, which works behind poolers, where LISTEN does not, and costs the writers nothing.
 */
export function followLog(db: Kysely<Database>, options: EventLogOptions = {}): EventLog {
  return new LogFollower(db, options)
}

class LogFollower implements EventLog {
  readonly #db: Kysely<Database>
  readonly #options: Required<EventLogOptions>
  readonly #waiting = new Set<() => void>()
  readonly #pause = new InterruptiblePause()
  readonly #following: Promise<void>
  #end = 0
  #hasChanges = true // a process that ended may have left some
  #isStopped = false

  constructor(db: Kysely<Database>, { batchMs = 10, pollMs = 100, idlePollMs = 1_000 }: EventLogOptions) {
    this.#db = db
    this.#options = { batchMs, pollMs, idlePollMs }
    this.#following = this.#follow()
  }

  changed(): void {
    if (this.#hasChanges) return // within the wait for more of them
    this.#hasChanges = true
    this.#pause.end()
  }

  async waitBeyond(position: number, signal: AbortSignal): Promise<number> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const check = () => {
      if (this.#end > position || this.#isStopped || signal.aborted) resolve()
    }
    this.#waiting.add(check)
    signal.addEventListener('abort', check)
    if (this.#waiting.size === 1) this.#pause.end() // polls more often from now on
    check()
    await promise
    this.#waiting.delete(check)
    signal.removeEventListener('abort', check)
    return this.#end
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    this.#pause.end()
    this.#wake()
    await this.#following
  }

  async #follow(): Promise<void> {
    const { batchMs, pollMs, idlePollMs } = this.#options
    while (!this.#isStopped) {
      const isWell = await this.#look()
      if (!this.#hasChanges || !isWell) await this.#pause.wait(this.#waiting.size > 0 ? pollMs : idlePollMs)
      if (this.#hasChanges && !this.#isStopped) await this.#pause.wait(batchMs)
    }
  }

  /** False if the database cannot be reached; the next look tries again. */
  async #look(): Promise<boolean> {
    const hadChanges = this.#hasChanges
    this.#hasChanges = false
    try {
      const mustNumber = hadChanges || !(await isOutboxEmpty(this.#db))
      const end = mustNumber ? await numberEvents(this.#db) : (await findLogBounds(this.#db)).lastPosition
      if (end > this.#end) {
        this.#end = end
        this.#wake()
      }
      return true
    } catch {
      this.#hasChanges ||= hadChanges
      return false
    }
  }

  #wake(): void {
    for (const check of this.#waiting) check()
  }
}

/** A wait that can be ended early. */
class InterruptiblePause {
  #timer: NodeJS.Timeout | undefined
  #end: (() => void) | undefined

  async wait(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#end = resolve
    this.#timer = setTimeout(resolve, ms).unref()
    await promise
    clearTimeout(this.#timer)
  }

  end(): void {
    this.#end?.()
  }
}
