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

/** The errors of `Operation`. `code` is a closed set: codes of the operation, common codes, and codes of the client. */
export type FailureOf<Operation extends OperationName> =
  | ApiErrorOf<Operation>
  | ConnectionError
  | TimeoutError
  | AbortError

/** The call succeeded: the complete response. */
export interface Success<Data> extends Answer<Data> {
  ok: true
}

/** The call failed. */
export interface Failure<Operation extends OperationName> {
  ok: false
  error: FailureOf<Operation>
}

/** The outcome of a call as a value. `ok` distinguishes the two. */
export type Result<Data, Operation extends OperationName> = Success<Data> | Failure<Operation>

/** Returns the outcome of `call`. Rejects only for errors of the calling code: its input, `token` function or hooks. */
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
