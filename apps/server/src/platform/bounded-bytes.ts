const FIRST_BYTES = 1_024

/**
 * Collects bytes that arrive in pieces, up to `maxBytes`. They are copied into one buffer that grows, because a list of
 * pieces needs several hundred bytes for each of them, however short it is.
 */
export class BoundedBytes {
  readonly #maxBytes: number
  #buffer = Buffer.alloc(0)
  #length = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** Adds the piece, or as much of it as fits. Returns whether all of it fits. */
  add(piece: Uint8Array): boolean {
    const fitting = piece.subarray(0, this.#maxBytes - this.#length)
    this.#makeRoom(this.#length + fitting.length)
    this.#buffer.set(fitting, this.#length)
    this.#length += fitting.length
    return fitting.length === piece.length
  }

  /** The bytes so far. */
  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length)
  }

  #makeRoom(length: number): void {
    if (length <= this.#buffer.length) return
    const larger = Buffer.alloc(Math.min(Math.max(length, 2 * this.#buffer.length, FIRST_BYTES), this.#maxBytes))
    this.#buffer.copy(larger, 0, 0, this.#length)
    this.#buffer = larger
  }
}
