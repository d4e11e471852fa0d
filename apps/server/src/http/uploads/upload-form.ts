import { FileName, type FileOperation } from '@kinconecta/support-contracts'
import { formMembers } from './form-fields.ts'
import { invalidInput, validated } from '../invalid-input.ts'
import { boundaryOf, type Part, partsOf } from './multipart.ts'

const MAX_PARTS = 40

/** What the reader of a form does with it. */
export interface FormReader<Input, File> {
  /** Called once, before the first byte of a file is asked for: decides whether any may come. */
  admit(input: Input): Promise<void>
  receive(name: string, bytes: AsyncIterable<Buffer>): Promise<File>
}

/**
 * Reads the form of an operation. Its members stand before its files, because they decide whether a file may come at
 * all. Rejects with REQUEST_MALFORMED, INVALID_INPUT or what the reader rejects with.
 */
export async function readForm<Input, File>(
  { input: schema, files: expected }: FileOperation,
  contentType: string,
  body: AsyncIterable<Buffer>,
  reader: FormReader<Input, File>,
): Promise<{ input: Input; files: File[] }> {
  const { name, min, max } = expected!
  const members = formMembers(schema)
  const files: File[] = []
  let input: Input | undefined
  const admit = async (): Promise<Input> => {
    if (input !== undefined) return input
    input = validated(schema, members.input()) as Input
    await reader.admit(input)
    return input
  }
  let count = 0
  for await (const part of partsOf(body, boundaryOf(contentType))) {
    if (++count > MAX_PARTS) throw invalidInput([], `A form has at most ${MAX_PARTS} parts`)
    if (part.fileName === undefined) {
      if (input !== undefined) throw invalidInput([part.name], 'Must stand before the files')
      await members.add(part.name, part.bytes)
    } else if (part.name !== name) {
      throw invalidInput([part.name], `Files come under the name ${name}`)
    } else if (part.fileName !== '' || (await hasBytes(part))) {
      if (files.length === max) throw invalidInput([name], `At most ${max}`)
      await admit()
      files.push(await reader.receive(nameOf(part), part.bytes))
    }
  }
  if (files.length < min) throw invalidInput([name], 'Is missing')
  return { input: await admit(), files }
}

/** A form sends an empty part without a name where no file was chosen. */
async function hasBytes({ bytes, name }: Part): Promise<boolean> {
  for await (const _ of bytes) throw invalidInput([name], 'Has no file name')
  return false
}

function nameOf({ name, fileName }: Part): string {
  const parsed = FileName.safeParse(fileName)
  if (parsed.success) return parsed.data
  throw invalidInput([name, 'fileName'], parsed.error.issues[0]!.message)
}
