import type { ErrorCode, Issue, SupportRouter } from '@kinconecta/support-contracts'
import type { TRPCClientError } from '@trpc/client'
import { AbortError, isSupportError, SupportApiError, SupportError } from './errors.ts'
import { type ReadAnswer, unexpectedAnswer } from './exchange.ts'

const MAX_DETAIL_LENGTH = 1_000

// What the contract's error formatter puts into `error.data`.
interface FailureData {
  code: ErrorCode
  httpStatus: number
  requestId?: string
  issues?: Issue[]
}

/** The client's error for whatever a call of the tRPC client rejected with. */
export function failureOf(error: unknown): SupportError {
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
