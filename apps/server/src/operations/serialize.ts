import { type Operation, operations } from '@kinconecta/support-contracts'
import fastJsonStringify from 'fast-json-stringify'
import { z } from 'zod'

type Serialize = (value: unknown) => string

/**
 * How the output of an operation is written as JSON: compiled from the schema of the contract, which leaves nothing out
 * and lets nothing else through. The output has to be valid, and was validated when the operation ran: the compiled
 * function converts what has another type instead of refusing it.
 */
export interface Serializers {
  output: Serialize
  /** The items of a page, without brackets. */
  items: (items: unknown[]) => string
}

const SERIALIZERS = new Map(
  operations.filter(({ kind }) => kind !== 'download').map((operation) => [operation.path, compiled(operation)]),
)

export function serializersOf({ path }: Pick<Operation, 'path'>): Serializers {
  return SERIALIZERS.get(path)!
}

function compiled({ output, isList }: Operation): Serializers {
  // Without metadata, whose ids would put every type behind a $ref.
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

/** `{ type: [T, 'null'] }` for `{ anyOf: [{ type: T }, { type: 'null' }] }`, which is tried out for each value. */
function withNullableTypes(schema: unknown): unknown {
  if (typeof schema !== 'object' || schema === null) return schema
  if (Array.isArray(schema)) return schema.map(withNullableTypes)
  const { anyOf, ...others } = schema as { anyOf?: { type?: string }[] }
  const [first, second] = anyOf ?? []
  if (anyOf?.length === 2 && typeof first?.type === 'string' && second?.type === 'null')
    return { ...others, ...first, type: [first.type, 'null'] }
  return Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, withNullableTypes(value)]))
}
