import type { Answer } from './answer.ts'
import type { OperationName } from './operation-names.ts'
import { type Result, resultOf } from './result.ts'

/** Sends the call; `isAlone` says whether it has to travel alone. */
export type Send<Data> = (isAlone: boolean) => Promise<Answer<Data>>

/**
 * A call under way: a promise of its data, which can also give the whole answer, or its failure as a value.
 * @example
 * const ticket = await support.tickets.get({ id: 1523 })
 * const { data, version } = await support.tickets.get({ id: 1523 }).withResponse()
 * const result = await support.tickets.get({ id: 1523 }).result()
 */
export class SupportCall<Data, Operation extends OperationName = OperationName> extends Promise<Data> {
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

  /**
   * The outcome as a value: `{ ok: true, data, version, requestId, status }` or `{ ok: false, error }`, where
   * `error.code` is the closed set of what this operation can fail with. A read travels in a request of its own, as
   * with `withResponse`.
   *
   * Never rejects because of the service, the network, a timeout or an abort. Rejects with mistakes of the calling code:
   * an input that is not JSON, and whatever a `token` function or a hook throws.
   * @example
   * const result = await support.tickets.get({ id: 1523 }).result()
   * if (result.ok) show(result.data)
   * else if (result.error.code === 'TICKET_NOT_FOUND') showNothing()
   */
  result(): Promise<Result<Data, Operation>> {
    return resultOf(this.withResponse())
  }
}
