import type { ErrorCode, Issue } from '@kinconecta/support-contracts'
import type { ErrorCodeOf, OperationName } from './operation-names.ts'

/**
 * Why the service refused: a code of the contract, or `UNEXPECTED_ANSWER` where what came back was not the service's
 * (a proxy's HTML page, say).
 */
export type SupportErrorCode = ErrorCode | 'UNEXPECTED_ANSWER'

// Found by this member and not by `instanceof`, so that the guards hold across two copies of the package.
const KIND = Symbol.for('@kinconecta/support-client/error')
type Kind = 'other' | 'api' | 'connection' | 'timeout' | 'abort'

/** What every error of the client may carry. */
export interface SupportErrorOptions {
  cause?: unknown
  /** With this key the same change may be sent again, now or later, without being made twice. */
  idempotencyKey?: string | undefined
}

/** Every error that a call of the client rejects with. */
export class SupportError extends Error {
  override name = 'SupportError'
  /** The `Idempotency-Key` of the change that failed: sent again under it, the change is made once. */
  readonly idempotencyKey: string | undefined
  protected get [KIND](): Kind {
    return 'other'
  }

  constructor(message: string, { cause, idempotencyKey }: SupportErrorOptions = {}) {
    super(message, cause === undefined ? undefined : { cause })
    this.idempotencyKey = idempotencyKey
  }
}

/** What the service said no with. */
export interface Refusal<Code extends SupportErrorCode = SupportErrorCode> {
  /** HTTP status of this call; in a batch each call has its own. */
  status: number
  code: Code
  /** What happened, to what, and what to do. */
  detail: string
  /** Names the request in the service's log. */
  requestId?: string | undefined
  issues?: readonly Issue[] | undefined
  headers?: Headers | undefined
  /** The operation that was refused. */
  operation?: OperationName | undefined
}

/**
 * The service answered, and the answer is no.
 * @example
 * if (isSupportApiError(error, 'INVALID_INPUT')) showUnder(error.fieldErrors)
 */
export class SupportApiError<Code extends SupportErrorCode = SupportErrorCode> extends SupportError {
  override name = 'SupportApiError'
  /** HTTP status of this call; in a batch each call has its own. */
  readonly status: number
  /** A stable code to decide by: the closed set of the contract. */
  readonly code: Code
  /** What happened, to what, and what to do: a sentence for people. */
  readonly detail: string
  /** Names the request in the service's log. */
  readonly requestId: string | undefined
  /** With `INVALID_INPUT`: all that is wrong; otherwise empty. */
  readonly issues: readonly Issue[]
  /** Headers of the answer. */
  readonly headers: Headers
  /** The operation that was refused, like `tickets.get`; see {@link isErrorOf}. */
  readonly operation: OperationName | undefined

  constructor(refusal: Refusal<Code>, options?: SupportErrorOptions) {
    const { status, code, detail, requestId, issues = [], headers = new Headers(), operation } = refusal
    super(`${status} ${code}: ${detail}${requestId === undefined ? '' : ` (request ${requestId})`}`, options)
    this.status = status
    this.code = code
    this.detail = detail
    this.requestId = requestId
    this.issues = issues
    this.operation = operation
    // Hidden from JSON and logs: who answers may set what a log should not hold.
    this.headers = headers
    Object.defineProperty(this, 'headers', { enumerable: false })
  }

  /** The issues' messages by the member they speak of, its path joined by dots; `''` for the whole input. */
  get fieldErrors(): Record<string, string[]> {
    const messages: Record<string, string[]> = Object.create(null)
    for (const { path, message } of this.issues) (messages[path.join('.')] ??= []).push(message)
    return messages
  }

  protected override get [KIND](): Kind {
    return 'api'
  }

  /** For logs: plain data without headers. */
  toJSON(): object {
    const { name, message, operation, status, code, requestId, issues, idempotencyKey } = this
    return { name, message, operation, status, code, requestId, issues, idempotencyKey }
  }
}

/** A refusal of `Operation`, one type for each code. */
export type ApiErrorOf<Operation extends OperationName> = ApiErrorWith<ErrorCodeOf<Operation>>

type ApiErrorWith<Code> = Code extends ErrorCodeOf<OperationName> ? SupportApiError<Code> : never

/** No whole answer came: the service was not reached, or the connection broke. */
export class ConnectionError extends SupportError {
  override name = 'ConnectionError'
  /** `TIMEOUT` for a {@link TimeoutError}. */
  readonly code: 'NETWORK_ERROR' | 'TIMEOUT' = 'NETWORK_ERROR'
  protected override get [KIND](): Kind {
    return 'connection'
  }
}

/** No answer came in time. */
export class TimeoutError extends ConnectionError {
  override name = 'TimeoutError'
  override readonly code = 'TIMEOUT'
  protected override get [KIND](): Kind {
    return 'timeout'
  }
}

/** The caller's own signal ended the call. */
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

/** Whether a call of the client rejected with this. Holds across two copies of the package. */
export function isSupportError(error: unknown): error is SupportError {
  return kindOf(error) !== undefined
}

/**
 * Whether the service answered no; with `code`, whether for this reason. Of an error whose type is known, like that of
 * `result()`, only its own codes are taken. Holds across two copies of the package.
 */
export function isSupportApiError<Known, Code extends CodeIn<Known> = CodeIn<Known>>(
  error: Known,
  code?: Code,
): error is Known & SupportApiError<Code> {
  return kindOf(error) === 'api' && (code === undefined || (error as { code?: unknown }).code === code)
}

type CodeIn<Known> = Known extends { readonly code: infer Code } ? Extract<Code, SupportErrorCode> : SupportErrorCode

/**
 * Whether the service refused this operation; with `code`, whether for this reason, which has to be one of the
 * operation's. Holds across two copies of the package.
 * @example
 * if (isErrorOf('tickets.get', error, 'TICKET_NOT_FOUND')) showNothing()
 */
export function isErrorOf<
  Operation extends OperationName,
  Code extends ErrorCodeOf<Operation> = ErrorCodeOf<Operation>,
>(operation: Operation, error: unknown, code?: Code): error is Extract<ApiErrorOf<Operation>, { readonly code: Code }> {
  return isSupportApiError(error) && error.operation === operation && (code === undefined || error.code === code)
}

/** Whether no whole answer came, in time or at all. Holds across two copies of the package. */
export function isConnectionError(error: unknown): error is ConnectionError {
  return kindOf(error) === 'connection' || isTimeoutError(error)
}

/** Whether no answer came in time. Holds across two copies of the package. */
export function isTimeoutError(error: unknown): error is TimeoutError {
  return kindOf(error) === 'timeout'
}

/** Whether the caller's own signal ended the call. Holds across two copies of the package. */
export function isAbortError(error: unknown): error is AbortError {
  return kindOf(error) === 'abort'
}
