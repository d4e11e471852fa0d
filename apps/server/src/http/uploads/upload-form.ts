import { FileName, type Operation } from '@kinconecta/support-contracts'
import { TRPCError } from '@trpc/server'
import { z } from 'zod'
import type { UploadReceiver } from '../../operations/uploads.ts'
import { invalidInput, validated } from '../shared/invalid-input.ts'
import { type FormFields, formFields } from './form-fields.ts'
import { boundaryOf, type Part, partsOf } from './multipart.ts'

const MAX_PARTS = 40
const UNNAMED = 'file'

/**
 * Reads the form of an operation, and returns the validated fields. Fields and files may come in any order. Rejects
 * with REQUEST_MALFORMED, UNSUPPORTED_MEDIA_TYPE, BODY_TOO_LARGE, INVALID_INPUT or the error of the receiver.
 */
export async function readForm(
  { input, meta }: Operation,
  contentType: string,
  body: AsyncIterable<Buffer>,
  receiver: UploadReceiver,
): Promise<unknown> {
  const { name, min, max } = meta.files!
  const schema = input as z.ZodObject
  const fields = formFields(schema)
  const admit = onChange((fieldsSoFar) => receiver.admit(fieldsSoFar))
  let partCount = 0
  let fileCount = 0
  for await (const part of partsOf(body, boundaryOf(contentType))) {
    if (++partCount > MAX_PARTS) throw invalidInput([], `A form has at most ${MAX_PARTS} parts`)
    if (!isFile(part, name)) {
      if (isNameOfFiles(part.name)) await requireEmpty(part)
      else await fields.add(part)
      await admitEarly(schema, fields, admit)
      continue
    }
    if (part.name !== name) throw invalidInput([part.name], `Send files under the name ${name}`)
    const bytes = await fileBytes(part)
    if (!bytes) continue
    if (++fileCount > max) throw invalidInput([name], `A form has at most ${max} files`)
    const wrong = await admitEarly(schema, fields, admit)
    if (wrong.length > 0) throw new TRPCError({ code: 'BAD_REQUEST', cause: new z.ZodRealError(wrong) })
    await receiver.receive(nameOf(part), bytes)
  }
  if (fileCount < min) throw invalidInput([name], 'Missing file')
  const complete = validated(schema, fields.input())
  await admit(complete)
  return complete
}

/** Admits the fields so far if they are valid, else returns their issues. Missing fields may still arrive. */
async function admitEarly(
  schema: z.ZodObject,
  fields: FormFields,
  admit: (input: unknown) => Promise<void>,
): Promise<z.core.$ZodIssue[]> {
  const parsed = schema.safeParse(fields.input())
  if (!parsed.success) return parsed.error.issues.filter(({ path }) => fields.has(path[0]))
  await admit(parsed.data)
  return []
}

function onChange(work: (input: unknown) => Promise<void>): (input: unknown) => Promise<void> {
  let last: string | undefined
  return async (input) => {
    const text = JSON.stringify(input)
    if (text !== last) await work(input)
    last = text
  }
}

/** If a file has no name, React Native sends its part without a file name, but with its media type. */
function isFile({ name, fileName, contentType = 'text/plain' }: Part, nameOfFiles: string): boolean {
  return fileName !== undefined || (name === nameOfFiles && !contentType.toLowerCase().startsWith('text/plain'))
}

/** Whether a part with this name is meant as a file of some operation: `file`, `files`, or PHP's `files[]`. */
function isNameOfFiles(name: string): boolean {
  return /^files?(\[\d*\])?$/i.test(name)
}

/** Refuses a file that was sent as a field, which would be lost. Forms send an empty field if no file was selected. */
async function requireEmpty({ name, bytes }: Part): Promise<void> {
  for await (const chunk of bytes) if (chunk.length > 0) throw invalidInput([name], 'Has no file name')
}

/**
 * Returns the bytes of a file. Returns undefined for the empty part that browsers send if the user selected no file.
 * Throws INVALID_INPUT if the file name is empty.
 */
async function fileBytes({ bytes, name, fileName }: Part): Promise<AsyncIterable<Buffer> | undefined> {
  if (fileName !== undefined && fileName !== '') return bytes
  const chunks = bytes[Symbol.asyncIterator]()
  const first = await chunks.next()
  if (first.done) return undefined
  if (fileName === '') throw invalidInput([name], 'Missing file name')
  return prepended(first.value, chunks)
}

async function* prepended(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield first
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
}

function nameOf({ name, fileName = UNNAMED }: Part): string {
  const parsed = FileName.safeParse(fileName)
  if (parsed.success) return parsed.data
  throw invalidInput([name, 'fileName'], parsed.error.issues[0]!.message)
}
