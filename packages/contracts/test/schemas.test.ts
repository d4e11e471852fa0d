import { expect, test } from 'vitest'
import { z } from 'zod'
import * as contract from '../src/index.ts'
import * as schemas from '../src/schemas.ts'

test('every schema of the contract can be had without the router', () => {
  const isSchema = ([, value]: [string, unknown]) => value instanceof z.ZodType
  const names = Object.entries(contract)
    .filter(isSchema)
    .map(([name]) => name)
  expect(
    Object.entries(schemas)
      .filter(isSchema)
      .map(([name]) => name),
  ).toEqual(names)
})
