import type { OperationPath } from './access/access.ts'
import type { ErrorCode } from './core/errors.ts'
import type { fileRouter, SupportRouter } from './router.ts'
import type { OperationMeta } from './trpc.ts'

/** Errors that every operation can return. */
export const CALL_ERRORS = [
  'INVALID_INPUT',
  'UNAUTHENTICATED',
  'TOKEN_INVALID',
  'FORBIDDEN',
  'RATE_LIMITED',
  'TOO_MANY_CALLS',
  'INTERNAL',
  'DATABASE_UNAVAILABLE',
  'DATABASE_BUSY',
  'DATABASE_TIMEOUT',
  'TOO_MANY_OPEN_ANSWERS',
  'HANDLER_TIMEOUT',
  'IDENTITY_UNAVAILABLE',
] as const satisfies readonly ErrorCode[]

/** Errors of requests that have a body. */
export const BODY_ERRORS = [
  'REQUEST_MALFORMED',
  'REQUEST_TIMEOUT',
  'BODY_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
] as const satisfies readonly ErrorCode[]

/** Errors of the request itself, before the server knows which operation it is for. */
export const TRANSPORT_ERRORS = [
  'ROUTE_NOT_FOUND',
  'METHOD_NOT_ALLOWED',
  'ADDRESS_TOO_LONG',
  'HEADERS_TOO_LARGE',
  'NOT_READY',
] as const satisfies readonly ErrorCode[]

/** Errors that every mutation can return. */
export const MUTATION_ERRORS = [
  'IDEMPOTENCY_KEY_INVALID',
  'IDEMPOTENCY_KEY_REUSED',
  'IDEMPOTENCY_IN_FLIGHT',
  'WRITE_CONTENTION',
  'OUTCOME_UNKNOWN',
] as const satisfies readonly ErrorCode[]

/** An error that any operation can return, over any transport. */
export type CommonErrorCode =
  | (typeof CALL_ERRORS)[number]
  | (typeof BODY_ERRORS)[number]
  | (typeof TRANSPORT_ERRORS)[number]

/** An error that any mutation can return in addition to the common errors. */
export type MutationErrorCode = (typeof MUTATION_ERRORS)[number]

/** The errors that an operation declares itself: `DeclaredErrors['tickets.get']` is `'TICKET_NOT_FOUND'`. */
export type DeclaredErrors = {
  [Path in OperationPath]: Definition<Path> extends { meta: OperationMeta<infer Code, infer _Events> } ? Code : never
}

/** All errors that an operation can return: declared errors, errors of mutations if it is one, and common errors. */
export type OperationErrors = {
  [Path in OperationPath]:
    | CommonErrorCode
    | DeclaredErrors[Path]
    | (IsMutation<Definition<Path>> extends true ? MutationErrorCode : never)
}

type Definition<Path> =
  | DefinitionIn<SupportRouter['_def']['record'], Path>
  | DefinitionIn<FileRouter['_def']['record'], Path>

type DefinitionIn<Record_, Path> = Path extends `${infer Resource}.${infer Rest}`
  ? DefinitionIn<At<Record_, Resource>, Rest>
  : At<Record_, Path>

type FileRouter = typeof fileRouter

type At<Value, Key> = Key extends keyof Value ? Value[Key] : never

type IsMutation<Defined> = Defined extends { _def: { type: 'mutation' } } ? true : false
