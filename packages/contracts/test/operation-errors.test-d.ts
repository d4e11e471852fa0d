import { expectTypeOf, test } from 'vitest'
import type { CommonErrorCode, DeclaredErrors, ErrorCode, MutationErrorCode, OperationErrors } from '../src/index.ts'

test('the type of every operation has the errors that it declares', () => {
  expectTypeOf<DeclaredErrors['tickets.create']>().toEqualTypeOf<'FIELD_NOT_ALLOWED'>()
  expectTypeOf<DeclaredErrors['tickets.get']>().toEqualTypeOf<'TICKET_NOT_FOUND'>()
  expectTypeOf<DeclaredErrors['tickets.list']>().toEqualTypeOf<'CURSOR_INVALID' | 'QUERY_TOO_EXPENSIVE'>()
  expectTypeOf<DeclaredErrors['tickets.delete']>().toEqualTypeOf<'TICKET_NOT_FOUND' | 'PRECONDITION_FAILED'>()
  // No operation has lost its literal types, and only these operations declare no errors.
  type WithoutLiterals = {
    [Path in keyof DeclaredErrors]: ErrorCode extends DeclaredErrors[Path] ? Path : never
  }[keyof DeclaredErrors]
  type WithoutErrors = { [Path in keyof DeclaredErrors]: [DeclaredErrors[Path]] extends [never] ? Path : never }
  expectTypeOf<WithoutLiterals>().toEqualTypeOf<never>()
  expectTypeOf<WithoutErrors[keyof WithoutErrors]>().toEqualTypeOf<
    'events.createStreamTicket' | 'desk.agents.me' | 'desk.presence.list'
  >()
})

test('an operation can return its own errors, the errors of mutations if it is one, and the common errors', () => {
  expectTypeOf<OperationErrors['tickets.get']>().toEqualTypeOf<CommonErrorCode | 'TICKET_NOT_FOUND'>()
  expectTypeOf<OperationErrors['tickets.create']>().toEqualTypeOf<
    CommonErrorCode | MutationErrorCode | 'FIELD_NOT_ALLOWED'
  >()
  expectTypeOf<MutationErrorCode>().toExtend<OperationErrors['attachments.upload']>()
  expectTypeOf<MutationErrorCode>().not.toExtend<OperationErrors['attachments.download']>()
})
