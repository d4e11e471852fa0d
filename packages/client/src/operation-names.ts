import type { OperationErrors } from '@kinconecta/support-contracts'

/** Names of operations: `tickets.get`. */
export type OperationName = keyof OperationErrors

/** The codes that the service can refuse `Operation` with, and `UNEXPECTED_ANSWER`. */
export type ErrorCodeOf<Operation extends OperationName> = OperationErrors[Operation] | 'UNEXPECTED_ANSWER'
