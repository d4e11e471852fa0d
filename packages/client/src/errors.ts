import type { ErrorCode, Issue } from '@kinconecta/support-contracts'
import type { ErrorCodeOf, OperationName } from './operation-names.ts'

/**
 * The code of a {@link SupportApiError}: a code of the contract, or `UNEXPECTED_ANSWER` if the response is not from the
 * service (for example the HTML page of a proxy).
 */
export type SupportErrorCode = ErrorCode | 'UNEXPECTED_ANSWER'

// The guards read this property instead of `instanceof`, so that they work across two copies of the package.
const KIND = Symbol.for('@kinconecta/support-client/error')
type Kind = 'other' | 'api' | 'connection' | 'timeout' | 'abort'

/** Options of every error of the client. */
export interface SupportErrorOptions {
  cause?: unknown
  /** The `Idempotency-Key` of the change. A retry with the same key does not make the change twice. */
  idempotencyKey?: string | undefined
}

/** The base class of all errors that a call of the client rejects with. */
export class SupportError extends Error {
  override name = 'SupportError'
  /** The `Idempotency-Key` of the failed change. A retry with the same key does not make the change twice. */
  readonly idempotencyKey: string | undefined
  protected get [KIND](): Kind {
    return 'other'
  }

  constructor(message: string, { cause, idempotencyKey }: SupportErrorOptions = {}) {
    super(message, cause === undefined ? undefined : { cause })
    this.idempotencyKey = idempotencyKey
  }
}

/** The fields of a {@link SupportApiError}. */
export interface ApiErrorFields<Code extends SupportErrorCode = SupportErrorCode> {
  /** HTTP status of this call. In a batch, each call has its own status. */
  status: number
  code: Code
  /** Explanation of the error. */
  detail: string
  /** Id of the request in the log of the service. */
  requestId?: string | undefined
  issues?: readonly Issue[] | undefined
  headers?: Headers | undefined
  /** The operation that failed. */
  operation?: OperationName | undefined
}

/**
 * The service refused the call, or the response is not from the service.
 * @example
 * if (isSupportApiError(error, 'INVALID_INPUT')) showUnder(error.fieldErrors)
 */
export class SupportApiError<Code extends SupportErrorCode = SupportErrorCode> extends SupportError {
  override name = 'SupportApiError'
  /** HTTP status of this call. In a batch, each call has its own status. */
  readonly status: number
  /** Stable error code. Use it to decide what to do. */
  readonly code: Code
  /** Explanation of the error, in a sentence for people. */
  readonly detail: string
  /** Id of the request in the log of the service. */
  readonly requestId: string | undefined
  /** With `INVALID_INPUT`: every problem of the input; otherwise empty. */
  readonly issues: readonly Issue[]
  /** Headers of the response. */
  readonly headers: Headers
  /** The operation that failed, such as `tickets.get`; see {@link isErrorOf}. */
  readonly operation: OperationName | undefined

  constructor(fields: ApiErrorFields<Code>, options?: SupportErrorOptions) {
    const { status, code, detail, requestId, issues = [], headers = new Headers(), operation } = fields
    super(`${status} ${code}: ${detail}${requestId === undefined ? '' : ` (request ${requestId})`}`, options)
    this.status = status
    this.code = code
    this.detail = detail
    this.requestId = requestId
    this.issues = issues
    this.operation = operation
    // Hidden from JSON and logs, because headers can contain secrets such as cookies.
    this.headers = headers
    Object.defineProperty(this, 'headers', { enumerable: false })
  }

  /** The messages of the issues, by the path of the field, joined with dots; `''` for the whole input. */
  get fieldErrors(): Record<string, string[]> {
    const messages: Record<string, string[]> = Object.create(null)
    for (const { path, message } of this.issues) (messages[path.join('.')] ??= []).push(message)
    return messages
  }

  protected override get [KIND](): Kind {
    return 'api'
  }

  /** Returns plain data for logs, without headers. */
  toJSON(): object {
    const { name, message, operation, status, code, requestId, issues, idempotencyKey } = this
    return { name, message, operation, status, code, requestId, issues, idempotencyKey }
  }
}

/** The API errors of `Operation`, a union with one type for each code. */
export type ApiErrorOf<Operation extends OperationName> = ApiErrorWith<ErrorCodeOf<Operation>>

type ApiErrorWith<Code> = Code extends ErrorCodeOf<OperationName> ? SupportApiError<Code> : never

/** No complete response arrived: the service was not reached, or the connection broke. */
export class ConnectionError extends SupportError {
  override name = 'ConnectionError'
  /** `TIMEOUT` for a {@link TimeoutError}. */
  readonly code: 'NETWORK_ERROR' | 'TIMEOUT' = 'NETWORK_ERROR'
  protected override get [KIND](): Kind {
    return 'connection'
  }
}

/** No response arrived in time. */
export class TimeoutError extends ConnectionError {
  override name = 'TimeoutError'
  override readonly code = 'TIMEOUT'
  protected override get [KIND](): Kind {
    return 'timeout'
  }
}

/** The signal of the caller aborted the call. */
export class AbortError extends SupportError {
  override name = 'AbortError'
  readonly code = 'ABORTED'
  protected override get [KIND](): Kind {
    return 'abort'
  }
}

function kindOf(error: unknown): Kind | undefined {
  return typeof error === 'object' && error !== null ? (error as { [KIND]?: Kind })[KIND] : undefined
}

/** Whether the error is one of this client. Works across two copies of the package. */
export function isSupportError(error: unknown): error is SupportError {
  return kindOf(error) !== undefined
}

/**
 * Whether the error is a `SupportApiError`, and has this code if `code` is given. If the type of the error is known, as
 * with `result()`, `code` must be one of its codes. Works across two copies of the package.
 */
export function isSupportApiError<Known, Code extends CodeIn<Known> = CodeIn<Known>>(
  error: Known,
  code?: Code,
): error is Known & SupportApiError<Code> {
  return kindOf(error) === 'api' && (code === undefined || (error as { code?: unknown }).code === code)
}

type CodeIn<Known> = Known extends { readonly code: infer Code } ? Extract<Code, SupportErrorCode> : SupportErrorCode

/**
 * Whether the error is a `SupportApiError` of this operation, and has this code if `code` is given. `code` must be one
 * of the codes of the operation. Works across two copies of the package.
 * @example
 * if (isErrorOf('tickets.get', error, 'TICKET_NOT_FOUND')) showNothing()
 */
export function isErrorOf<
  Operation extends OperationName,
  Code extends ErrorCodeOf<Operation> = ErrorCodeOf<Operation>,
>(operation: Operation, error: unknown, code?: Code): error is Extract<ApiErrorOf<Operation>, { readonly code: Code }> {
  return isSupportApiError(error) && error.operation === operation && (code === undefined || error.code === code)
}

/** Whether no complete response arrived, including timeouts. Works across two copies of the package. */
export function isConnectionError(error: unknown): error is ConnectionError {
  return kindOf(error) === 'connection' || isTimeoutError(error)
}

/** Whether no response arrived in time. Works across two copies of the package. */
export function isTimeoutError(error: unknown): error is TimeoutError {
  return kindOf(error) === 'timeout'
}

/** Whether the signal of the caller aborted the call. Works across two copies of the package. */
export function isAbortError(error: unknown): error is AbortError {
  return kindOf(error) === 'abort'
}
