/** Keeps values until a moment of their own, and at most `maxSize` of them: the oldest goes first. */
export class BoundedCache<Value> {
  readonly #entries = new Map<string, { value: Value; expiresAtMs: number }>()
  readonly #maxSize: number

  constructor(maxSize: number) {
    this.#maxSize = maxSize
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key)
    if (!entry) return undefined
    if (Date.now() < entry.expiresAtMs) return entry.value
    this.#entries.delete(key)
    return undefined
  }

  set(key: string, value: Value, expiresAtMs: number): void {
    if (this.#entries.size >= this.#maxSize) this.#entries.delete(this.#entries.keys().next().value!)
    this.#entries.set(key, { value, expiresAtMs })
  }
}
