import { SupportError } from '@kinconecta/support-contracts'
import { z } from 'zod'
import { invalidInput } from '../shared/invalid-input.ts'
import type { Part } from './multipart.ts'

const WHOLE_NUMBER = /^(0|-?[1-9]\d*)$/
const CHARSET = /;\s*charset="?([^";\s]+)/i
const MAX_BYTES = 256 * 1024 // as many as a JSON body may have

/** The fields of a form: text, read as what the contract asks for. */
export interface FormFields {
  add(part: Part): Promise<void>
  has(name: PropertyKey | undefined): boolean
  /** What the contract then validates. */
  input(): Record<string, unknown>
}

/** Gathers the fields of a form. A form cannot say null; a field that is left out means it. */
export function formFields(schema: z.ZodObject): FormFields {
  const numbers = new Set(namesOfNumbers(schema))
  const fields = new Map<PropertyKey | undefined, unknown>()
  let totalBytes = 0
  return {
    async add({ name, contentType, bytes }) {
      if (fields.has(name)) throw invalidInput([name], 'Is there twice')
      const chunks: Buffer[] = []
      for await (const chunk of bytes) {
        totalBytes += chunk.length
        if (totalBytes > MAX_BYTES) throw new SupportError('BODY_TOO_LARGE')
        chunks.push(chunk)
      }
      const text = decoded(name, Buffer.concat(chunks), CHARSET.exec(contentType ?? '')?.[1])
      fields.set(name, numbers.has(name) && WHOLE_NUMBER.test(text) ? Number(text) : text)
    },
    has: (name) => fields.has(name),
    input: () => Object.fromEntries(fields),
  }
}

/** Text is UTF-8, unless its part names another charset, as Java's clients do. */
function decoded(name: string, bytes: Buffer, charset = 'utf-8'): string {
  try {
    return new TextDecoder(charset, { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw invalidInput([name], `Is not text in ${charset.slice(0, 50)}`)
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
