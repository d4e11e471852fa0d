import { type Operation, operations } from '@kinconecta/support-contracts'
import fastJsonStringify from 'fast-json-stringify'
import { z } from 'zod'

type Serialize = (value: unknown) => string

/**
 * Functions that write the output of an operation as JSON. They are compiled from the schema of the contract, and write
 * exactly the fields of the schema. The output must be valid: a value of another type is converted, not rejected. The
 * procedure has validated the output before.
 */
export interface Serializers {
  output: Serialize
  /** Writes the items of a page, separated by commas and without brackets. */
  items: (items: unknown[]) => string
}

const SERIALIZERS = new Map(
  operations.filter(({ kind }) => kind !== 'download').map((operation) => [operation.path, compiled(operation)]),
)

export function serializersOf({ path }: Pick<Operation, 'path'>): Serializers {
  return SERIALIZERS.get(path)!
}

function compiled({ output, isList }: Operation): Serializers {
  // The registry is empty, because with the ids of the metadata every type would become a $ref.
  const schema = withNullableTypes(z.toJSONSchema(output, { metadata: z.registry() })) as PageSchema
  const item = isList ? fastJsonStringify(schema.properties.items.items as never) : JSON.stringify
  return {
    output: fastJsonStringify(schema as never) as Serialize,
    items: (items) => items.map((value) => (item as Serialize)(value)).join(','),
  }
}

interface PageSchema {
  properties: { items: { items: object } }
}

/** Replaces `{ anyOf: [{ type: T }, { type: 'null' }] }` by `{ type: [T, 'null'] }`, which serializes faster. */
function withNullableTypes(schema: unknown): unknown {
  if (typeof schema !== 'object' || schema === null) return schema
  if (Array.isArray(schema)) return schema.map(withNullableTypes)
  const { anyOf, ...others } = schema as { anyOf?: { type?: string }[] }
  const [first, second] = anyOf ?? []
  if (anyOf?.length === 2 && typeof first?.type === 'string' && second?.type === 'null')
    return { ...others, ...first, type: [first.type, 'null'] }
  return Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, withNullableTypes(value)]))
}
