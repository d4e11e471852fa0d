import type { ErrorCode, Ticket, TicketCreate } from '@kinconecta/support-contracts'
import type { TRPCClientError } from '@trpc/client'
import type { SupportRouter } from '@kinconecta/support-contracts'
import { expectTypeOf, test } from 'vitest'
import type { SupportClient } from './client.ts'

test('the client speaks the contract', () => {
  expectTypeOf<Awaited<ReturnType<SupportClient['tickets']['get']>>>().toEqualTypeOf<Ticket>()
  expectTypeOf<SupportClient['tickets']['get']>().parameter(0).toEqualTypeOf<{ id: number }>()
  expectTypeOf<Pick<TicketCreate, 'message'>>().not.toExtend<Parameters<SupportClient['tickets']['create']>[0]>()
})

test('an error is narrowed by its code', () => {
  expectTypeOf<NonNullable<TRPCClientError<SupportRouter>['data']>['code']>().toEqualTypeOf<ErrorCode>()
})
