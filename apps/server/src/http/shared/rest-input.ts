import { type Operation, TimestampInput } from '@kinconecta/support-contracts'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { invalidInput } from './invalid-input.ts'

const WHOLE_NUMBER = /^(0|-?[1-9]\d*)$/

// A parameter that stands alone, `?count`, says yes.
const BOOLEANS = new Map([
  ['', true],
  ['true', true],
  ['false', false],
])

// How several values of one parameter are written elsewhere: `status[]`, `status[0]`.
const BRACKETS = /\[\d*\]$/

// `+02:00` that was not encoded arrives as ` 02:00`.
const LOST_PLUS = /^\d{4}-\d\d-\d\dT[\d:.]+ \d\d:\d\d$/
const TIMESTAMP_PATTERN = z.toJSONSchema(TimestampInput, { metadata: z.registry() }).pattern

/**
 * Puts the input of an operation together from a REST request: path and body, or path and query. Path and query are
 * text and are read as the JSON type that the contract asks for; a JSON body is taken as it is. The path wins over a
 * member of the same name. Unknown parameters are ignored, but one in brackets whose name is known is INVALID_INPUT:
 * it is meant for a filter, and would give everything.
 */
export function restInput({ input, meta }: Pick<Operation, 'input' | 'meta'>): (request: FastifyRequest) => unknown {
  const decode = textDecoder(input)
  const hasBody = meta.openapi.method === 'POST' || meta.openapi.method === 'PUT'
  return ({ params, query, body = {} }) => {
    if (!hasBody) return { ...decode(query), ...decode(params) }
    // The version travels as If-Match; the member of that name is RPC's.
    return isObject(body) ? { ...body, ifVersion: undefined, ...decode(params) } : body
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function textDecoder(schema: z.ZodType): (values: unknown) => Record<string, unknown> {
  // Without the metadata, whose ids would put every type behind a $ref.
  const jsonSchema = z.toJSONSchema(schema, { io: 'input', metadata: z.registry() })
  const properties = Object.entries((jsonSchema.properties ?? {}) as Record<string, Property>).filter(
    ([name]) => name !== 'ifVersion',
  )
  const known = new Map(properties)
  return (values) => {
    refuseBrackets(Object.keys(values as object), known)
    const decoded: Record<string, unknown> = {}
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
    const repeated = property.items ? `; for several values repeat it, as in ${plain}=…&${plain}=…` : ''
    throw invalidInput([name], `Unknown; the parameter is written without brackets: ${plain}=…${repeated}`)
  }
}

function refuseLostPlus(name: string, value: unknown): void {
  if (typeof value !== 'string' || !LOST_PLUS.test(value)) return
  throw invalidInput([name], `In a query + means a space; write the offset as in ${value.replace(' ', '%2B')}`)
}

interface Property {
  type?: string
  pattern?: string
  /** Of a member that is an array, and whose parameter may be there several times. */
  items?: Property
}

function decodeAs({ type, items }: Property, value: unknown): unknown {
  return items ? [value].flat().map((each) => fromText(each, items.type)) : fromText(value, type)
}

/** What cannot be read as `type` stays text, for the contract to refuse. */
function fromText(value: unknown, type: string | undefined): unknown {
  if (typeof value !== 'string') return value
  if (type === 'integer' && WHOLE_NUMBER.test(value)) return Number(value)
  if (type === 'boolean' && BOOLEANS.has(value)) return BOOLEANS.get(value)
  return value
}
