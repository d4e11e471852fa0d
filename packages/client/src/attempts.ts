import type { SupportRouter } from '@kinconecta/support-contracts'
import { type Operation, type OperationLink, TRPCClientError, type TRPCLink } from '@trpc/client'
import { observable } from '@trpc/server/observable'
import { defined } from './defined.ts'
import { AbortError, TimeoutError } from './errors.ts'
import type { ReadResponse } from './exchange.ts'
import { newKey } from './idempotency-key.ts'
import { assertJson } from './json-input.ts'
import type { ChangeOptions, SupportClientOptions } from './options.ts'
import { MAX_TIMER_MS, withRetries } from './retry.ts'

const TIMEOUT_MS = 30_000

/** State that a call of this client passes through tRPC's links. A call of `support.trpc` starts with empty state. */
export interface CallState {
  options: ChangeOptions
  /** Whether the call must not share a request with other calls. */
  isUnbatched: boolean
  /** Set by the link: the key of a change, and the response. */
  idempotencyKey?: string | undefined
  response?: ReadResponse | undefined
}

export function callStateOf({ context }: Pick<Operation, 'context'>): CallState {
  return (context['call'] ??= { options: {}, isUnbatched: false }) as CallState
}

type Next = Parameters<OperationLink<SupportRouter>>[0]['next']
type Envelope = Parameters<NonNullable<Parameters<ReturnType<Next>['subscribe']>[0]['next']>>[0]

/** A tRPC link that retries transient failures. All attempts of a mutation have the same idempotency key. */
export function attemptsLink(defaults: SupportClientOptions): TRPCLink<SupportRouter> {
  return () =>
    ({ op, next }) =>
      observable((observer) => {
        const state = callStateOf(op)
        if (op.type === 'mutation') state.idempotencyKey = state.options.idempotencyKey ?? newKey()
        const run = async () => {
          try {
            assertJson(op.input, op.path)
            const { timeoutMs = TIMEOUT_MS, maxRetries } = { ...defaults, ...defined(state.options) }
            const envelope = await withRetries(() => tryOnce(op, next, timeoutMs), maxRetries, op.signal)
            state.response = envelope.context?.['response'] as ReadResponse | undefined
            observer.next(envelope)
            observer.complete()
          } catch (error) {
            observer.error(TRPCClientError.from(error as Error))
          }
        }
        void run()
      })
}

/** Rejects as soon as the timeout or the signal fires, even if other calls of the same batch are still pending. */
function tryOnce(op: Operation, next: Next, timeoutMs: number): Promise<Envelope> {
  return new Promise((resolve, reject) => {
    const abort = () => end(new AbortError('The call was aborted'))
    const timer = setTimeout(
      () => end(new TimeoutError(`No response to ${op.path} within ${timeoutMs} ms`)),
      Math.min(timeoutMs, MAX_TIMER_MS),
    )
    const cleanUp = () => {
      clearTimeout(timer)
      op.signal?.removeEventListener('abort', abort)
    }
    if (op.signal?.aborted) {
      cleanUp()
      return reject(new AbortError('The call was aborted before it was sent'))
    }
    op.signal?.addEventListener('abort', abort, { once: true })
    const subscription = next(op).subscribe({
      next: (envelope) => {
        cleanUp()
        resolve(envelope)
      },
      error: (error) => {
        cleanUp()
        reject(error)
      },
    })
    const end = (error: Error) => {
      cleanUp()
      reject(error)
      subscription.unsubscribe()
    }
  })
}
