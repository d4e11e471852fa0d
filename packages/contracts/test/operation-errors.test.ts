import { expect, it } from 'vitest'
import { BODY_ERRORS, CALL_ERRORS, ERRORS, MUTATION_ERRORS, operations, TRANSPORT_ERRORS } from '../src/index.ts'

it('every code is either common or declared by an operation', () => {
  const common = [...CALL_ERRORS, ...BODY_ERRORS, ...TRANSPORT_ERRORS, ...MUTATION_ERRORS]
  const declared = new Set(operations.flatMap(({ meta }) => meta.errors ?? []))
  expect(new Set([...common, ...declared])).toEqual(new Set(Object.keys(ERRORS)))
  expect(common.filter((code) => declared.has(code))).toEqual([])
})
