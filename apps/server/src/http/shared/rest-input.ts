import { isTolerant, type Operation, TimestampInput } from '@kinconecta/support-contracts'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { invalidInput } from './invalid-input.ts'

const WHOLE_NUMBER = /^(0|-?[1-9]\d*)$/

// A parameter without a value, `?count`, means true.
const BOOLEANS = new Map([
  ['', true],
  ['true', true],
  ['false', false],
])

// The notation of other APIs for a parameter with several values: `status[]`, `status[0]`.
const BRACKETS = /\[\d*\]$/

// If the caller does not encode `+02:00`, it arrives as ` 02:00`.
const LOST_PLUS = /^\d{4}-\d\d-\d\dT[\d:.]+ \d\d:\d\d$/
const TIMESTAMP_PATTERN = z.toJSONSchema(TimestampInput, { metadata: z.registry() }).pattern

/**
 * Returns a function that builds the input of an operation from a REST request: from path and body for POST and PUT,
 * else from path and query. Path and query parameters are text and are converted to the JSON type in the operation's
 * schema. A JSON body is used unchanged. A path parameter overrides a field of the same name. Unknown query parameters
 * of a tolerant operation are ignored, others are left to the operation. A known name with brackets is refused with INVALID_INPUT: if this filter were ignored, the list would
 * be unfiltered.
 */
export function restInput({ input, meta }: Pick<Operation, 'input' | 'meta'>): (request: FastifyRequest) => unknown {
  const decode = textDecoder(input, isTolerant(meta))
  const hasBody = meta.openapi.method === 'POST' || meta.openapi.method === 'PUT'
  return ({ params, query, body = {} }) => {
    if (!hasBody) return { ...decode(query), ...decode(params) }
    // Over REST the version is sent as If-Match. Only RPC uses the field ifVersion.
    return isObject(body) ? { ...body, ifVersion: undefined, ...decode(params) } : body
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function textDecoder(schema: z.ZodType, ignoresUnknown: boolean): (values: unknown) => Record<string, unknown> {
  // The empty registry leaves out the metadata: its ids would replace every type with a $ref.
  const jsonSchema = z.toJSONSchema(schema, { io: 'input', metadata: z.registry() })
  const properties = Object.entries((jsonSchema.properties ?? {}) as Record<string, Property>).filter(
    ([name]) => name !== 'ifVersion',
  )
  const known = new Map(properties)
  return (values) => {
    refuseBrackets(Object.keys(values as object), known)
    const decoded: Record<string, unknown> = ignoresUnknown ? {} : { ...(values as object) }
    for (const [name, property] of properties) {
      const value = (values as Record<string, unknown>)[name]
      if (value === undefined) continue
      if (property.pattern === TIMESTAMP_PATTERN) refuseLostPlus(name, value)
      decoded[name] = decodeAs(property, value)
    }
    return decoded
  }
}

function refuseBrackets(names: string[], known: ReadonlyMap<string, Property>): void {
  for (const name of names) {
    if (!name.endsWith(']')) continue
    const plain = name.replace(BRACKETS, '')
    const property = known.get(plain)
    if (!property) continue
    const repeated = property.items ? `; to send several values, repeat it: ${plain}=…&${plain}=…` : ''
    throw invalidInput([name], `Unknown parameter; write it without brackets: ${plain}=…${repeated}`)
  }
}

function refuseLostPlus(name: string, value: unknown): void {
  if (typeof value !== 'string' || !LOST_PLUS.test(value)) return
  throw invalidInput([name], `In a query, + means a space; encode the offset: ${value.replace(' ', '%2B')}`)
}

interface Property {
  type?: string
  pattern?: string
  /** Set if the field is an array. Its parameter may be repeated. */
  items?: Property
}

function decodeAs({ type, items }: Property, value: unknown): unknown {
  return items ? [value].flat().map((each) => fromText(each, items.type)) : fromText(value, type)
}

/** Converts text to `type`. Text that cannot be converted is returned unchanged, and the contract refuses it. */
function fromText(value: unknown, type: string | undefined): unknown {
  if (typeof value !== 'string') return value
  if (type === 'integer' && WHOLE_NUMBER.test(value)) return Number(value)
  if (type === 'boolean' && BOOLEANS.has(value)) return BOOLEANS.get(value)
  return value
}
