import type { Answer } from './answer.ts'
import type { OperationName } from './operation-names.ts'
import { type Result, resultOf } from './result.ts'

/** Sends the call. If `isUnbatched`, it must not share a request with other calls. */
export type Send<Data> = (isUnbatched: boolean) => Promise<Answer<Data>>

/**
 * A running call: a promise of the data. {@link SupportCall.withResponse} returns the complete response, and
 * {@link SupportCall.result} returns errors as values.
 * @example
 * const ticket = await support.tickets.get({ id: 1523 })
 * const { data, version } = await support.tickets.get({ id: 1523 }).withResponse()
 * const result = await support.tickets.get({ id: 1523 }).result()
 */
export class SupportCall<Data, Operation extends OperationName = OperationName> extends Promise<Data> {
  // `then` returns an ordinary promise.
  static override get [Symbol.species](): PromiseConstructor {
    return Promise
  }

  readonly #answer: Promise<Answer<Data>>
  readonly #state: { isUnbatched: boolean }

  constructor(send: Send<Data>) {
    const state = { isUnbatched: false }
    // Sent in a microtask, so that `withResponse` can be called first.
    const answer = Promise.resolve().then(() => send(state.isUnbatched))
    super((resolve, reject) => {
      answer.then(({ data }) => resolve(data), reject)
    })
    this.#answer = answer
    this.#state = state
  }

  /**
   * Returns the data with its version, the request id and the status. If it is called immediately, as in the example, a
   * read is sent in its own request, because the response to a batch has no version.
   */
  withResponse(): Promise<Answer<Data>> {
    this.#state.isUnbatched = true
    this.catch(() => {}) // the returned promise reports the error
    return this.#answer
  }

  /**
   * Returns the outcome as a value: `{ ok: true, data, version, requestId, status }` or `{ ok: false, error }`. The
   * type of `error.code` is the closed set of codes of this operation. A read is sent in its own request, as with
   * `withResponse`.
   *
   * Does not reject for errors of the service or the network, a timeout or an abort. Rejects for errors of the calling
   * code: an input that is not JSON, or an error thrown by a `token` function or a hook.
   * @example
   * const result = await support.tickets.get({ id: 1523 }).result()
   * if (result.ok) show(result.data)
   * else if (result.error.code === 'TICKET_NOT_FOUND') showNothing()
   */
  result(): Promise<Result<Data, Operation>> {
    return resultOf(this.withResponse())
  }
}
