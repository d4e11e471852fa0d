import { z } from 'zod'

// oxlint-disable-next-line typescript/no-explicit-any -- an OpenAPI document has no useful static type
type Json = Record<string, any>

/** Returns the JSON Schema of the input of `schema`. Schemas with an id become components, referenced by `$ref`. */
export function jsonSchemaOf(document: Json, schema: z.ZodType): Json {
  const text = JSON.stringify(z.toJSONSchema(schema, { io: 'input' }))
  const { $schema: _, $defs = {}, ...own } = JSON.parse(text.replaceAll('#/$defs/', '#/components/schemas/')) as Json
  document['components'].schemas = { ...$defs, ...document['components'].schemas }
  return own
}

/** Returns an example input. It works on a service that has its first ticket. */
export function exampleOf(schema: z.ZodType): object {
  const [example] = (schema.meta()?.['examples'] ?? []) as object[]
  if (!example) throw new Error('The schema of a body has no example')
  return example
}

/** Moves the description of a parameter from its schema to the parameter, where OpenAPI expects it. */
export function parameterOf({ schema, ...parameter }: Json): Json {
  const { description, ...rest } = withoutNull(schema as Json)
  // `?count` alone means `count=true`.
  const isFlag = parameter['in'] === 'query' && rest['type'] === 'boolean'
  return { ...parameter, ...(description && { description }), ...(isFlag && { allowEmptyValue: true }), schema: rest }
}

/** Removes null from the type: a query has no null, the parameter is left out instead. */
function withoutNull({ anyOf, type, ...schema }: Json): Json {
  const one = anyOf?.find((each: Json) => each['type'] !== 'null')
  const types = [type].flat().filter((each) => each !== undefined && each !== 'null')
  return { ...one, ...(types.length > 0 && { type: types.length > 1 ? types : types[0] }), ...schema }
}
