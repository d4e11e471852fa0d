import type { SupportRouter } from '@kinconecta/support-contracts'
import { type Operation, type OperationLink, TRPCClientError, type TRPCLink } from '@trpc/client'
import { observable } from '@trpc/server/observable'
import { defined } from './defined.ts'
import { AbortError, TimeoutError } from './errors.ts'
import type { ReadAnswer } from './exchange.ts'
import { newKey } from './idempotency-key.ts'
import { assertJson } from './json-input.ts'
import type { ChangeOptions, SupportClientOptions } from './options.ts'
import { MAX_TIMER_MS, untilDone } from './retry.ts'

const TIMEOUT_MS = 30_000

/** What a call of this client carries through tRPC's links; a call of `support.trpc` has none. */
export interface CallState {
  options: ChangeOptions
  isAlone: boolean
  /** Filled in by the link: the key of a change, and the answer that came. */
  idempotencyKey?: string | undefined
  answer?: ReadAnswer | undefined
}

export function callStateOf({ context }: Pick<Operation, 'context'>): CallState {
  return (context['call'] ??= { options: {}, isAlone: false }) as CallState
}

type Next = Parameters<OperationLink<SupportRouter>>[0]['next']
type Envelope = Parameters<NonNullable<Parameters<ReturnType<Next>['subscribe']>[0]['next']>>[0]

/** Tries each operation until it succeeds, fails for good, or was tried often enough; a change under one key. */
export function attemptsLink(defaults: SupportClientOptions): TRPCLink<SupportRouter> {
  return () =>
    ({ op, next }) =>
      observable((observer) => {
        const state = callStateOf(op)
        if (op.type === 'mutation') state.idempotencyKey = state.options.idempotencyKey ?? newKey()
        const settle = async () => {
          try {
            assertJson(op.input, op.path)
            const { timeoutMs = TIMEOUT_MS, maxRetries } = { ...defaults, ...defined(state.options) }
            const envelope = await untilDone(() => tryOnce(op, next, timeoutMs), maxRetries, op.signal)
            state.answer = envelope.context?.['response'] as ReadAnswer | undefined
            observer.next(envelope)
            observer.complete()
          } catch (error) {
            observer.error(TRPCClientError.from(error as Error))
          }
        }
        void settle()
      })
}

/** Ends at once when it takes too long or is aborted, also where others of its batch still wait. */
function tryOnce(op: Operation, next: Next, timeoutMs: number): Promise<Envelope> {
  return new Promise((resolve, reject) => {
    const abort = () => end(new AbortError('The call was aborted'))
    const timer = setTimeout(
      () => end(new TimeoutError(`No answer to ${op.path} within ${timeoutMs} ms`)),
      Math.min(timeoutMs, MAX_TIMER_MS),
    )
    const tidy = () => {
      clearTimeout(timer)
      op.signal?.removeEventListener('abort', abort)
    }
    if (op.signal?.aborted) {
      tidy()
      return reject(new AbortError('The call was aborted before it was sent'))
    }
    op.signal?.addEventListener('abort', abort, { once: true })
    const subscription = next(op).subscribe({
      next: (envelope) => {
        tidy()
        resolve(envelope)
      },
      error: (error) => {
        tidy()
        reject(error)
      },
    })
    const end = (error: Error) => {
      tidy()
      reject(error)
      subscription.unsubscribe()
    }
  })
}
