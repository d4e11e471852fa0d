import type { Answer } from './answer.ts'
import {
  type AbortError,
  type ApiErrorOf,
  type ConnectionError,
  isAbortError,
  isConnectionError,
  isSupportApiError,
  type TimeoutError,
} from './errors.ts'
import type { OperationName } from './operation-names.ts'

/** Why a call of `Operation` failed. `code` is a closed set: the operation's own codes, the common ones, the client's. */
export type FailureOf<Operation extends OperationName> =
  | ApiErrorOf<Operation>
  | ConnectionError
  | TimeoutError
  | AbortError

/** The call succeeded: the whole answer. */
export interface Success<Data> extends Answer<Data> {
  ok: true
}

/** The call failed. */
export interface Failure<Operation extends OperationName> {
  ok: false
  error: FailureOf<Operation>
}

/** The outcome of a call as a value: `ok` says which of the two it is. */
export type Result<Data, Operation extends OperationName> = Success<Data> | Failure<Operation>

/** The outcome of `call`. Rejects only with mistakes of the calling code: its input, its `token` function, its hooks. */
export async function resultOf<Data, Operation extends OperationName>(
  call: Promise<Answer<Data>>,
): Promise<Result<Data, Operation>> {
  try {
    return { ok: true, ...(await call) }
  } catch (error) {
    if (!isSupportApiError(error) && !isConnectionError(error) && !isAbortError(error)) throw error
    return { ok: false, error: error as FailureOf<Operation> }
  }
}
