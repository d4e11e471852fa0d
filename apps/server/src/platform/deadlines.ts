const MAX_DELAY_MS = 250

/**
 * Timeouts of many items with one shared timer. With one timer per item, the data of a response stays in memory until
 * the old generation is collected (ADR 36). The items are in an array because, unlike a Map, it creates no garbage.
 */
export class Deadlines<Item extends object> {
  readonly #items: (Item | undefined)[] = []
  readonly #untilMs: number[] = []
  readonly #free: number[] = []
  readonly #onPassed: (item: Item) => void
  readonly #lookEveryMs: number
  #timer: NodeJS.Timeout | undefined

  /**
   * `shortestMs` is the shortest timeout of an item. `onPassed` is called with each item whose timeout has passed, with
   * a delay of at most a quarter of `shortestMs` and at most 250 ms.
   */
  constructor(shortestMs: number, onPassed: (item: Item) => void) {
    this.#onPassed = onPassed
    this.#lookEveryMs = Math.min(MAX_DELAY_MS, shortestMs / 4)
  }

  /** Adds an item with a timeout of `withinMs`. Returns its place, which {@link remove} requires. */
  add(item: Item, withinMs: number): number {
    const place = this.#free.pop() ?? this.#items.length
    this.#items[place] = item
    this.#untilMs[place] = performance.now() + withinMs
    this.#timer ??= setInterval(() => this.#look(), this.#lookEveryMs).unref()
    return place
  }

  /** Removes an item that completed in time. Does nothing if the item is no longer at `place`. */
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
