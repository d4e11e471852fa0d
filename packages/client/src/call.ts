/** A whole answer: what came back, and what its headers say. */
export interface Answer<Data> {
  data: Data
  /** The version of the object that came back, for `ifVersion`; undefined for lists and what has none. */
  version: number | undefined
  /** Names the request in the service's log. */
  requestId: string | undefined
  /** HTTP status of the answer; a read that travelled in a batch has the batch's. */
  status: number
}

/** Sends the call; `isAlone` says whether it has to travel alone. */
export type Send<Data> = (isAlone: boolean) => Promise<Answer<Data>>

/**
 * A call under way: a promise of its data, which can give the whole answer too.
 * @example
 * const ticket = await support.tickets.get({ id: 1523 })
 * const { data, version } = await support.tickets.get({ id: 1523 }).withResponse()
 */
export class SupportCall<Data> extends Promise<Data> {
  // What `then` gives is an ordinary promise.
  static override get [Symbol.species](): PromiseConstructor {
    return Promise
  }

  readonly #answer: Promise<Answer<Data>>
  readonly #state: { isAlone: boolean }

  constructor(send: Send<Data>) {
    const state = { isAlone: false }
    // In a microtask, so that `withResponse` can still be asked for.
    const answer = Promise.resolve().then(() => send(state.isAlone))
    super((resolve, reject) => {
      answer.then(({ data }) => resolve(data), reject)
    })
    this.#answer = answer
    this.#state = state
  }

  /**
   * The data with its version, the request's id and the status. Asked for at once, as in the example, a read travels
   * in a request of its own, because a batch has no version.
   */
  withResponse(): Promise<Answer<Data>> {
    this.#state.isAlone = true
    this.catch(() => {}) // the failure is told by the promise that is returned
    return this.#answer
  }
}
