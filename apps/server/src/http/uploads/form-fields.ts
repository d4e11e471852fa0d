import { SupportError } from '@kinconecta/support-contracts'
import { z } from 'zod'
import { invalidInput } from '../invalid-input.ts'

const WHOLE_NUMBER = /^(0|-?[1-9]\d*)$/
const MAX_BYTES = 256 * 1024 // as many as a JSON body may have

/** The members of a form: text, read as what the contract asks for. */
export interface FormMembers {
  add(name: string, bytes: AsyncIterable<Buffer>): Promise<void>
  /** What the contract then validates. */
  input(): Record<string, unknown>
}

/** Gathers the members that `schema` knows. What a form cannot say otherwise, null for one, is said by leaving it out. */
export function formMembers(schema: z.ZodObject): FormMembers {
  const numbers = new Set(namesOfNumbers(schema))
  const members = new Map<string, unknown>()
  let totalBytes = 0
  return {
    async add(name, bytes) {
      if (members.has(name)) throw invalidInput([name], 'Is there twice')
      const chunks: Buffer[] = []
      for await (const chunk of bytes) {
        totalBytes += chunk.length
        if (totalBytes > MAX_BYTES) throw new SupportError('BODY_TOO_LARGE')
        chunks.push(chunk)
      }
      members.set(name, read(name, Buffer.concat(chunks), numbers.has(name)))
    },
    input: () => Object.fromEntries(members),
  }
}

function read(name: string, bytes: Buffer, isNumber: boolean): unknown {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw invalidInput([name], 'Is not UTF-8')
  }
  return isNumber && WHOLE_NUMBER.test(text) ? Number(text) : text
}

function namesOfNumbers(schema: z.ZodObject): string[] {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input', metadata: z.registry() })
  const isNumber = (property: unknown): boolean => {
    const { type, anyOf = [] } = property as { type?: string; anyOf?: unknown[] }
    return type === 'integer' || anyOf.some(isNumber)
  }
  return Object.keys(properties).filter((name) => isNumber(properties[name]))
}
