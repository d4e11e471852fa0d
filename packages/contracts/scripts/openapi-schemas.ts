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

/** A parameter with its description beside its schema, where OpenAPI has it, and not in it. */
export function parameterOf({ schema, ...parameter }: Json): Json {
  const { description, ...rest } = schema as Json
  // `?count` alone says `count=true`.
  const isFlag = parameter['in'] === 'query' && rest['type'] === 'boolean'
  return { ...parameter, ...(description && { description }), ...(isFlag && { allowEmptyValue: true }), schema: rest }
}
