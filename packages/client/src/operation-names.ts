import type { OperationErrors } from '@kinconecta/support-contracts'

/** The name of an operation, such as `tickets.get`. */
export type OperationName = keyof OperationErrors

/** The error codes of `Operation`, and `UNEXPECTED_ANSWER`. */
export type ErrorCodeOf<Operation extends OperationName> = OperationErrors[Operation] | 'UNEXPECTED_ANSWER'
