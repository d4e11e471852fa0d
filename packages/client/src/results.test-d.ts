import type { DeclaredErrors, ErrorCode, OperationErrors, Ticket } from '@kinconecta/support-contracts'
import { expectTypeOf, test } from 'vitest'
import type { SupportCall } from './call.ts'
import type { SupportClient } from './client.ts'
import {
  type AbortError,
  type ConnectionError,
  isErrorOf,
  isSupportApiError,
  type SupportApiError,
  type SupportErrorCode,
} from './errors.ts'
import type { Page } from './pages.ts'
import type { ErrorCodeOf, OperationName } from './operation-names.ts'
import type { FailureOf } from './result.ts'

const support = {} as SupportClient

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the usual way to compare two types exactly
type IsSame<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/** The error codes in the type of each method of the client, by operation name. */
type Codes = { [Name in OperationName]: CodesOf<AtPath<SupportClient, Name>> }

type AtPath<Value, Path> = Path extends `${infer Name}.${infer Rest}` ? AtPath<At<Value, Name>, Rest> : At<Value, Path>

type At<Value, Key> = Key extends keyof Value ? Value[Key] : never

type CodesOf<Method> = Method extends (...args: never) => SupportCall<infer _, infer Name> ? ErrorCodeOf<Name> : never

// These have no method that fails with one answer: `tickets.create` with files calls the first one, the client has no
// direct uploads and no downloads, and a stream can fail at any time.
type WithoutMethod =
  | 'events.stream'
  | 'tickets.createWithFiles'
  | 'attachments.startUpload'
  | 'attachments.completeUpload'
  | 'attachments.download'
  | 'attachments.thumbnail'
  | 'desk.reports.csv'

type Differing = {
  [Name in Exclude<OperationName, WithoutMethod>]: IsSame<
    Codes[Name],
    OperationErrors[Name] | 'UNEXPECTED_ANSWER'
  > extends true
    ? never
    : Name
}[Exclude<OperationName, WithoutMethod>]

test('the type of every method has the error codes of its operation', () => {
  expectTypeOf<Differing>().toEqualTypeOf<never>()
  expectTypeOf<keyof DeclaredErrors>().toEqualTypeOf<OperationName>()
  expectTypeOf(support.tickets.create({ ...({} as Ticket), files: [] })).toEqualTypeOf<
    SupportCall<Ticket, 'tickets.createWithFiles'>
  >()
  expectTypeOf(support.tickets.create({} as Ticket)).toEqualTypeOf<SupportCall<Ticket, 'tickets.create'>>()
})

test('a result is the data or an error, distinguished by ok', async () => {
  const result = await support.tickets.get({ id: 1 }).result()
  if (result.ok) expectTypeOf(result.data).toEqualTypeOf<Ticket>()
  else expectTypeOf(result.error).toEqualTypeOf<FailureOf<'tickets.get'>>()
  const page = await support.tickets.list().result()
  if (page.ok) expectTypeOf(page.data).toEqualTypeOf<Page<Ticket>>()
})

test('a switch over the codes of an operation can be exhaustive', async () => {
  const result = await support.tickets.get({ id: 1 }).result()
  if (result.ok) return
  const { error } = result
  // @ts-expect-error -- not an error of an operation on tickets
  if (error.code === 'FILE_NOT_FOUND') return
  // @ts-expect-error -- not an error of a query
  if (error.code === 'IDEMPOTENCY_KEY_REUSED') return
  switch (error.code) {
    case 'TICKET_NOT_FOUND':
      expectTypeOf(error).toEqualTypeOf<SupportApiError<'TICKET_NOT_FOUND'>>()
      break
    case 'INVALID_INPUT':
    case 'UNAUTHENTICATED':
    case 'TOKEN_INVALID':
    case 'FORBIDDEN':
    case 'RATE_LIMITED':
    case 'TOO_MANY_CALLS':
    case 'TOO_MANY_OPEN_ANSWERS':
    case 'INTERNAL':
    case 'DATABASE_UNAVAILABLE':
    case 'DATABASE_BUSY':
    case 'DATABASE_TIMEOUT':
    case 'HANDLER_TIMEOUT':
    case 'IDENTITY_UNAVAILABLE':
    case 'REQUEST_MALFORMED':
    case 'REQUEST_TIMEOUT':
    case 'BODY_TOO_LARGE':
    case 'UNSUPPORTED_MEDIA_TYPE':
    case 'ROUTE_NOT_FOUND':
    case 'METHOD_NOT_ALLOWED':
    case 'ADDRESS_TOO_LONG':
    case 'HEADERS_TOO_LARGE':
    case 'NOT_READY':
      expectTypeOf(error.fieldErrors).toEqualTypeOf<Record<string, string[]>>()
      break
    case 'UNEXPECTED_ANSWER':
      break
    case 'NETWORK_ERROR':
    case 'TIMEOUT':
      expectTypeOf(error).toExtend<ConnectionError>()
      break
    case 'ABORTED':
      expectTypeOf(error).toEqualTypeOf<AbortError>()
      break
    default:
      expectTypeOf(error).toEqualTypeOf<never>()
  }
})

test('guards narrow to the codes of the operation', async () => {
  const result = await support.tickets.get({ id: 1 }).result()
  if (!result.ok && isSupportApiError(result.error)) {
    expectTypeOf(result.error.code).toEqualTypeOf<ErrorCodeOf<'tickets.get'>>()
    if (isSupportApiError(result.error, 'TICKET_NOT_FOUND')) {
      expectTypeOf(result.error.code).toEqualTypeOf<'TICKET_NOT_FOUND'>()
    }
    // @ts-expect-error -- not a code of this operation
    isSupportApiError(result.error, 'FILE_NOT_FOUND')
  }
  const error: unknown = undefined
  if (isErrorOf('attachments.link', error)) expectTypeOf(error.code).toEqualTypeOf<ErrorCodeOf<'attachments.link'>>()
  if (isErrorOf('attachments.link', error, 'FILE_PENDING')) expectTypeOf(error.code).toEqualTypeOf<'FILE_PENDING'>()
  // @ts-expect-error -- not a code of this operation
  isErrorOf('tickets.get', error, 'FILE_PENDING')
  if (error instanceof Error && isSupportApiError(error)) expectTypeOf(error.code).toEqualTypeOf<SupportErrorCode>()
})

test('every code of the contract is an error of some operation', () => {
  expectTypeOf<Exclude<ErrorCode, OperationErrors[OperationName]>>().toEqualTypeOf<never>()
})
