import { SupportError } from '@kinconecta/support-contracts'
import { z } from 'zod'
import { invalidInput } from '../shared/invalid-input.ts'
import { BoundedBytes } from '../../platform/bounded-bytes.ts'
import type { Part } from './multipart.ts'

const WHOLE_NUMBER = /^(0|-?[1-9]\d*)$/
const CHARSET = /;\s*charset="?([^";\s]+)/i
const MAX_BYTES = 256 * 1024 // the same limit as for JSON bodies

/** The fields of a form. Text is converted to a number if the contract has a number. */
export interface FormFields {
  add(part: Part): Promise<void>
  has(name: PropertyKey | undefined): boolean
  /** Returns the input of the operation, not yet validated. */
  input(): Record<string, unknown>
}

/** Collects the fields of a form. A form cannot contain null; the caller omits the field instead. */
export function formFields(schema: z.ZodObject): FormFields {
  const numbers = new Set(namesOfNumbers(schema))
  const fields = new Map<PropertyKey | undefined, unknown>()
  let totalBytes = 0
  return {
    async add({ name, contentType, bytes }) {
      if (fields.has(name)) throw invalidInput([name], 'Repeated field')
      const value = new BoundedBytes(MAX_BYTES - totalBytes)
      for await (const chunk of bytes) if (!value.add(chunk)) throw new SupportError('BODY_TOO_LARGE')
      totalBytes += value.bytes().length
      const text = decoded(name, value.bytes(), CHARSET.exec(contentType ?? '')?.[1])
      fields.set(name, numbers.has(name) && WHOLE_NUMBER.test(text) ? Number(text) : text)
    },
    has: (name) => fields.has(name),
    input: () => Object.fromEntries(fields),
  }
}

/** Decodes text as UTF-8, or with the charset of its part, which Java clients send. Throws INVALID_INPUT. */
function decoded(name: string, bytes: Buffer, charset = 'utf-8'): string {
  try {
    return new TextDecoder(charset, { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw invalidInput([name], `Not valid ${charset.slice(0, 50)} text`)
  }
}

function namesOfNumbers(schema: z.ZodObject): string[] {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input', metadata: z.registry() })
  const isNumber = (property: unknown): boolean => {
    const { type, anyOf = [] } = property as { type?: string; anyOf?: unknown[] }
    return type === 'integer' || anyOf.some(isNumber)
  }
  return Object.keys(properties).filter((name) => isNumber(properties[name]))
}
