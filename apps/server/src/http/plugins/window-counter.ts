// When more callers than this are active at once, those counted first are counted from zero again.
const MAX_KEYS = 50_000

/** Counts by key in windows of time, each of which begins with the key's first call in it. */
export class WindowCounter {
  readonly #windows = new Map<string, { count: number; endsAtMs: number }>()
  readonly #windowMs: number

  constructor(windowMs: number) {
    this.#windowMs = windowMs
  }

  /** Adds to the count of `key`; tells what it is now, and in how many milliseconds it begins anew. */
  add(key: string, amount: number): { count: number; resetMs: number } {
    const nowMs = Date.now()
    let window = this.#windows.get(key)
    if (!window || window.endsAtMs <= nowMs) {
      window = { count: 0, endsAtMs: nowMs + this.#windowMs }
      this.#windows.delete(key) // so that the order is that of the beginnings
      if (this.#windows.size >= MAX_KEYS) this.#windows.delete(this.#windows.keys().next().value!)
      this.#windows.set(key, window)
    }
    window.count += amount
    return { count: window.count, resetMs: window.endsAtMs - nowMs }
  }
}
