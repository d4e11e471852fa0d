import { expectTypeOf, test } from 'vitest'
import type { CommonErrorCode, DeclaredErrors, ErrorCode, MutationErrorCode, OperationErrors } from '../src/index.ts'

test('every operation keeps the errors that it declares in its type', () => {
  expectTypeOf<DeclaredErrors['tickets.create']>().toEqualTypeOf<'FIELD_NOT_ALLOWED'>()
  expectTypeOf<DeclaredErrors['tickets.get']>().toEqualTypeOf<'TICKET_NOT_FOUND'>()
  expectTypeOf<DeclaredErrors['tickets.list']>().toEqualTypeOf<'CURSOR_INVALID' | 'QUERY_TOO_EXPENSIVE'>()
  expectTypeOf<DeclaredErrors['tickets.delete']>().toEqualTypeOf<'TICKET_NOT_FOUND' | 'PRECONDITION_FAILED'>()
  // None has lost its literals, and only one has no errors of its own.
  type Vague = {
    [Path in keyof DeclaredErrors]: ErrorCode extends DeclaredErrors[Path] ? Path : never
  }[keyof DeclaredErrors]
  type Silent = { [Path in keyof DeclaredErrors]: [DeclaredErrors[Path]] extends [never] ? Path : never }
  expectTypeOf<Vague>().toEqualTypeOf<never>()
  expectTypeOf<Silent[keyof Silent]>().toEqualTypeOf<'events.createStreamTicket'>()
})

test('an operation can return its own errors, those of its kind and the common ones', () => {
  expectTypeOf<OperationErrors['tickets.get']>().toEqualTypeOf<CommonErrorCode | 'TICKET_NOT_FOUND'>()
  expectTypeOf<OperationErrors['tickets.create']>().toEqualTypeOf<
    CommonErrorCode | MutationErrorCode | 'FIELD_NOT_ALLOWED'
  >()
  expectTypeOf<MutationErrorCode>().toExtend<OperationErrors['attachments.upload']>()
  expectTypeOf<MutationErrorCode>().not.toExtend<OperationErrors['attachments.download']>()
})
