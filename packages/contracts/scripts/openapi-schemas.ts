import { z } from 'zod'

// oxlint-disable-next-line typescript/no-explicit-any -- an OpenAPI document, walked by paths known from its making
type Json = Record<string, any>

/** The JSON Schema of what `schema` takes. What has an id becomes a component, and is referred to. */
export function jsonSchemaOf(document: Json, schema: z.ZodType): Json {
  const text = JSON.stringify(z.toJSONSchema(schema, { io: 'input' }))
  const { $schema: _, $defs = {}, ...own } = JSON.parse(text.replaceAll('#/$defs/', '#/components/schemas/')) as Json
  document['components'].schemas = { ...$defs, ...document['components'].schemas }
  return own
}

/** An input that works when it is sent to a service which has its first ticket. */
export function exampleOf(schema: z.ZodType): object {
  const [example] = (schema.meta()?.['examples'] ?? []) as object[]
  if (!example) throw new Error('A body without an example')
  return example
}

/** A parameter with its description beside its schema, where OpenAPI has it, and not in it. */
export function parameterOf({ schema, ...parameter }: Json): Json {
  const { description, ...rest } = withoutNull(schema as Json)
  // `?count` alone says `count=true`.
  const isFlag = parameter['in'] === 'query' && rest['type'] === 'boolean'
  return { ...parameter, ...(description && { description }), ...(isFlag && { allowEmptyValue: true }), schema: rest }
}

/** Text has no null: what may be null in JSON is left out of a query. */
function withoutNull({ anyOf, type, ...schema }: Json): Json {
  const one = anyOf?.find((each: Json) => each['type'] !== 'null')
  const types = [type].flat().filter((each) => each !== undefined && each !== 'null')
  return { ...one, ...(types.length > 0 && { type: types.length > 1 ? types : types[0] }), ...schema }
}
