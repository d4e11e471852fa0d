const MOST_LATE_MS = 250

/**
 * Things that may take only so long. All share one timer, because a timer for each would outlive what it waits for:
 * what a request was answered with then stays in memory until the old generation is collected (ADR 36). They lie in an
 * array, which unlike a Map leaves nothing for the garbage collector.
 */
export class Deadlines<Item extends object> {
  readonly #items: (Item | undefined)[] = []
  readonly #untilMs: number[] = []
  readonly #free: number[] = []
  readonly #onPassed: (item: Item) => void
  readonly #lookEveryMs: number
  #timer: NodeJS.Timeout | undefined

  /** `onPassed` gets what has run out of time, at most a quarter of `shortestMs` late and never more than 250 ms. */
  constructor(shortestMs: number, onPassed: (item: Item) => void) {
    this.#onPassed = onPassed
    this.#lookEveryMs = Math.min(MOST_LATE_MS, shortestMs / 4)
  }

  /** Starts to wait for it, and gives the place that {@link remove} asks for. */
  add(item: Item, withinMs: number): number {
    const place = this.#free.pop() ?? this.#items.length
    this.#items[place] = item
    this.#untilMs[place] = performance.now() + withinMs
    this.#timer ??= setInterval(() => this.#look(), this.#lookEveryMs).unref()
    return place
  }

  /** It is done. Of what has left its place already, nothing happens. */
  remove(place: number, item: Item): void {
    if (this.#items[place] !== item) return
    this.#items[place] = undefined
    this.#free.push(place)
  }

  #look(): void {
    if (this.#free.length === this.#items.length) {
      clearInterval(this.#timer)
      this.#timer = undefined
    }
    const nowMs = performance.now()
    for (const [place, item] of this.#items.entries()) {
      if (item === undefined || this.#untilMs[place]! > nowMs) continue
      this.remove(place, item)
      this.#onPassed(item)
    }
  }
}
