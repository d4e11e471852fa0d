import type { ErrorCode, Issue, SupportRouter } from '@kinconecta/support-contracts'
import type { TRPCClientError } from '@trpc/client'
import { AbortError, isSupportApiError, isSupportError, type Refusal, SupportApiError, SupportError } from './errors.ts'
import { type ReadAnswer, unexpectedAnswer } from './exchange.ts'
import type { OperationName } from './operation-names.ts'

const MAX_DETAIL_LENGTH = 1_000

// What the contract's error formatter puts into `error.data`.
interface FailureData {
  code: ErrorCode
  httpStatus: number
  requestId?: string
  issues?: Issue[]
}

/** The client's error for whatever a call of `operation` rejected with. */
export function failureOf(error: unknown, operation: OperationName, idempotencyKey?: string): SupportError {
  const failure = errorOf(error)
  // The calls of a batch share an answer that cannot be read; each gets an error of its own.
  const own = isSupportApiError(failure)
    ? new SupportApiError({ ...refusalOf(failure), operation }, { cause: failure.cause })
    : failure
  return Object.assign(own, { idempotencyKey })
}

function refusalOf({ status, code, detail, requestId, issues, headers }: SupportApiError): Refusal {
  return { status, code, detail, requestId, issues, headers }
}

/** The client's error for whatever an attempt rejected with. */
export function errorOf(error: unknown): SupportError {
  if (isSupportError(error)) return error
  const { cause, data, message, meta } = error as TRPCClientError<SupportRouter>
  if (isSupportError(cause)) return cause
  const answer = meta?.['response'] as ReadAnswer | undefined
  if (isFailureData(data)) {
    const { code, httpStatus: status, requestId, issues } = data
    const detail = message.length > MAX_DETAIL_LENGTH ? `${message.slice(0, MAX_DETAIL_LENGTH)}…` : message
    return new SupportApiError({ status, code, detail, requestId, issues, headers: answer?.headers })
  }
  if (answer) return unexpectedAnswer(answer, 'The answer is JSON, but not of this service', { cause: error })
  if (cause?.name === 'AbortError') return new AbortError('The call was aborted', { cause })
  return new SupportError(message, { cause: cause ?? error })
}

function isFailureData(data: unknown): data is FailureData {
  const { code, httpStatus } = (data ?? {}) as Partial<FailureData>
  return typeof code === 'string' && typeof httpStatus === 'number'
}
