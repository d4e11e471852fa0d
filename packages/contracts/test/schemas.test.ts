import { expect, test } from 'vitest'
import { z } from 'zod'
import * as contract from '../src/index.ts'
import * as schemas from '../src/schemas.ts'

test('every schema of the contract is exported without the router', () => {
  expect(schemasOf(schemas)).toEqual(schemasOf(contract))
})

function schemasOf(module: object): string[] {
  const found = Object.entries(module).filter(([, value]) => value instanceof z.ZodType)
  return found.map(([name]) => name).toSorted()
}
