import type { ErrorCode, Ticket } from '@kinconecta/support-contracts'
import type { RpcPath, SupportRouter } from '@kinconecta/support-contracts'
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server'
import type { TRPCClientError } from '@trpc/client'
import { expectTypeOf, test } from 'vitest'
import type { SupportClient } from './client.ts'
import { isSupportApiError, type SupportErrorCode } from './errors.ts'
import type { CallOptions, ChangeOptions, VersionedChangeOptions } from './options.ts'

type Inputs = inferRouterInputs<SupportRouter>
type Outputs = inferRouterOutputs<SupportRouter>

/** `tickets.get`, for each operation of the contract that has one answer. */
type Operations = Exclude<AllOperations, 'events.stream'>
type AllOperations = RpcPath

/** Input and data of an operation in the client; never if the client has no such method. */
type Typed<Operation extends Operations> =
  AtPath<SupportClient, Operation> extends (input: infer Input, options?: infer _) => infer Result
    ? [NonNullable<Input>, DataOf<Awaited<Result>>]
    : never

/** Input and data of an operation in the contract. */
type Contracted<Operation extends Operations> = [
  NonNullable<Exclude<AtPath<Inputs, Operation>, void>>,
  DataOf<AtPath<Outputs, Operation>>,
]

type AtPath<Value, Path> = Path extends `${infer Name}.${infer Rest}` ? AtPath<At<Value, Name>, Rest> : At<Value, Path>

type At<Value, Key> = Key extends keyof Value ? Value[Key] : never

/** A page of the client also has methods, so only its items are compared. */
type DataOf<Data> = Data extends { items: (infer Item)[]; nextCursor: string | null } ? { page: Item } : Data

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the usual way to compare two types exactly
type IsSame<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

type Differing = {
  [Operation in Operations]: IsSame<Typed<Operation>, Contracted<Operation>> extends true ? never : Operation
}[Operations]

test('the client has every operation of the contract, with the same types', () => {
  expectTypeOf<Differing>().toEqualTypeOf<never>()
  expectTypeOf<Typed<'tickets.get'>>().toEqualTypeOf<[{ id: number }, Ticket]>()
})

test('a list returns pages and items', async () => {
  const support = {} as SupportClient
  const page = await support.tickets.list()
  expectTypeOf(page.items).toEqualTypeOf<Ticket[]>()
  expectTypeOf(await support.tickets.list().toArray({ limit: 5 })).toEqualTypeOf<Ticket[]>()
  // @ts-expect-error -- the limit is required
  await support.tickets.list().toArray()
  for await (const ticket of support.tickets.list()) expectTypeOf(ticket).toEqualTypeOf<Ticket>()
})

test('options are the last argument, and each kind of call has its own type', () => {
  type Options<Verb extends 'create' | 'get' | 'list' | 'delete'> = Parameters<SupportClient['tickets'][Verb]>[1]
  expectTypeOf<Options<'get' | 'list'>>().toEqualTypeOf<CallOptions | undefined>()
  expectTypeOf<Options<'create'>>().toEqualTypeOf<ChangeOptions | undefined>()
  expectTypeOf<Options<'delete'>>().toEqualTypeOf<VersionedChangeOptions | undefined>()
})

test('an error is narrowed by its code', () => {
  const error: unknown = undefined
  if (isSupportApiError(error, 'TICKET_NOT_FOUND')) expectTypeOf(error.code).toEqualTypeOf<'TICKET_NOT_FOUND'>()
  if (isSupportApiError(error)) expectTypeOf(error.code).toEqualTypeOf<SupportErrorCode>()
  expectTypeOf<NonNullable<TRPCClientError<SupportRouter>['data']>['code']>().toEqualTypeOf<ErrorCode>()
})
