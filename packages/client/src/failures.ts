import type { ErrorCode, Issue, SupportRouter } from '@kinconecta/support-contracts'
import type { TRPCClientError } from '@trpc/client'
import {
  AbortError,
  type ApiErrorFields,
  isSupportApiError,
  isSupportError,
  SupportApiError,
  SupportError,
} from './errors.ts'
import { type ReadResponse, unexpectedAnswer } from './exchange.ts'
import type { OperationName } from './operation-names.ts'

const MAX_DETAIL_LENGTH = 1_000

// The fields that the contract's error formatter sets in `error.data`.
interface FailureData {
  code: ErrorCode
  httpStatus: number
  requestId?: string
  issues?: Issue[]
}

/** Converts an error of a call of `operation` into an error of the client. */
export function failureOf(error: unknown, operation: OperationName, idempotencyKey?: string): SupportError {
  const failure = errorOf(error)
  // The calls of a batch share the error of an unreadable response. Each call gets its own copy.
  const own = isSupportApiError(failure)
    ? new SupportApiError({ ...fieldsOf(failure), operation }, { cause: failure.cause })
    : failure
  return Object.assign(own, { idempotencyKey })
}

function fieldsOf({ status, code, detail, requestId, issues, headers }: SupportApiError): ApiErrorFields {
  return { status, code, detail, requestId, issues, headers }
}

/** Converts an error of one attempt into an error of the client. */
export function errorOf(error: unknown): SupportError {
  if (isSupportError(error)) return error
  const { cause, data, message, meta } = error as TRPCClientError<SupportRouter>
  if (isSupportError(cause)) return cause
  const response = meta?.['response'] as ReadResponse | undefined
  if (isFailureData(data)) {
    const { code, httpStatus: status, requestId, issues } = data
    const detail = message.length > MAX_DETAIL_LENGTH ? `${message.slice(0, MAX_DETAIL_LENGTH)}…` : message
    return new SupportApiError({ status, code, detail, requestId, issues, headers: response?.headers })
  }
  if (response) return unexpectedAnswer(response, 'The response is JSON, but not from this service', { cause: error })
  if (cause?.name === 'AbortError') return new AbortError('The call was aborted', { cause })
  return new SupportError(message, { cause: cause ?? error })
}

function isFailureData(data: unknown): data is FailureData {
  const { code, httpStatus } = (data ?? {}) as Partial<FailureData>
  return typeof code === 'string' && typeof httpStatus === 'number'
}
