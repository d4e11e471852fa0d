/** A wait that can be ended early. */
export class InterruptiblePause {
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
