import { type Actor, authorize, type OperationPath, SupportError } from '@kinconecta/support-contracts'
import type { CurrentActor } from '../platform/identity/current-actors.ts'
import { Waiters } from './waiters.ts'

// Events are given only for so long after a check. Together with the time that the result of a check is cached, this is
// the 5 seconds after which access has to end.
const CHECKED_FOR_MS = 3_000
// What was sent before the end of the stream gets so long to arrive.
const ARRIVES_WITHIN_MS = 1_000

/** One stream of a caller, from its opening to its end. */
export class OpenStream {
  readonly actor: Actor
  readonly openedMs = performance.now()
  readonly #operations: readonly OperationPath[]
  readonly #breakOff: () => void
  readonly #ending = new AbortController()
  readonly #waiters = new Waiters()
  #checkedMs = Number.NEGATIVE_INFINITY
  #isChecking = false

  /**
   * The caller must have access to all `operations`. `breakOff` closes the connection, unless everything was sent.
   */
  constructor(actor: Actor, operations: readonly OperationPath[], breakOff: () => void) {
    this.actor = actor
    this.#operations = operations
    this.#breakOff = breakOff
  }

  /** Aborts when the stream ends. */
  get signal(): AbortSignal {
    return this.#ending.signal
  }

  /** Whether its caller had access a moment ago. Without that, nothing is given. */
  get isChecked(): boolean {
    return performance.now() - this.#checkedMs < CHECKED_FOR_MS
  }

  /** Resolves when the caller was checked, or the stream has ended. */
  checked(): Promise<void> {
    return this.#waiters.wait(() => this.isChecked, this.signal)
  }

  /** Ends the stream. What its reader has not read yet is still sent. */
  end(): void {
    this.#ending.abort()
  }

  /** Ends the stream, and breaks off its connection if its reader does not read the rest soon. */
  cutOff(reason?: unknown): void {
    if (this.signal.aborted) return
    this.#ending.abort(reason)
    setTimeout(this.#breakOff, ARRIVES_WITHIN_MS).unref()
  }

  /** Cuts off a stream without access, or one whose caller could not be checked for `uncheckedMs`. */
  async check(currentActor: CurrentActor, uncheckedMs: number): Promise<void> {
    if (this.#isChecking) return
    this.#isChecking = true
    const startedMs = performance.now()
    try {
      const current = await currentActor(this.actor)
      if (!current) throw new SupportError('TOKEN_INVALID')
      for (const operation of this.#operations) authorize(current, operation)
      this.#checkedMs = startedMs
      this.#waiters.wake()
    } catch (error) {
      if (!isOfDatabase(error) || performance.now() - this.#checkedMs >= uncheckedMs) this.cutOff(error)
    } finally {
      this.#isChecking = false
    }
  }
}

/** Whether the database did not answer, so that the caller may still have access. */
function isOfDatabase(error: unknown): boolean {
  return error instanceof SupportError && error.code.startsWith('DATABASE_')
}
