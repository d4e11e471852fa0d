/** Calls that wait until something has happened. */
export class Waiters {
  readonly #checks = new Set<() => void>()

  /** The number of calls that wait. */
  get size(): number {
    return this.#checks.size
  }

  /** Resolves when `isOver` returns true, which it is asked now and at each `wake`, or when `signal` aborts. */
  async wait(isOver: () => boolean, signal: AbortSignal): Promise<void> {
    if (isOver() || signal.aborted) return
    const { promise, resolve } = Promise.withResolvers<void>()
    const check = () => {
      if (isOver() || signal.aborted) resolve()
    }
    this.#checks.add(check)
    signal.addEventListener('abort', check)
    await promise
    this.#checks.delete(check)
    signal.removeEventListener('abort', check)
  }

  wake(): void {
    for (const check of this.#checks) check()
  }
}
