import { FileName, type Operation } from '@kinconecta/support-contracts'
import type { z } from 'zod'
import type { UploadReceiver } from '../../operations/uploads.ts'
import { formMembers } from './form-fields.ts'
import { invalidInput, validated } from '../invalid-input.ts'
import { boundaryOf, type Part, partsOf } from './multipart.ts'

const MAX_PARTS = 40

/**
 * Reads the form of an operation. Its members stand before its files, because they decide whether a file may come at
 * all. Rejects with REQUEST_MALFORMED, INVALID_INPUT or what the reader rejects with.
 */
export async function readForm(
  { input: schema, meta: { files: expected } }: Operation,
  contentType: string,
  body: AsyncIterable<Buffer>,
  receiver: UploadReceiver,
): Promise<unknown> {
  const { name, min, max } = expected!
  const members = formMembers(schema as z.ZodObject)
  let fileCount = 0
  let input: unknown
  const admit = async (): Promise<unknown> => {
    if (input !== undefined) return input
    input = validated(schema, members.input())
    await receiver.admit(input)
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
      if (fileCount++ === max) throw invalidInput([name], `At most ${max}`)
      await admit()
      await receiver.receive(nameOf(part), part.bytes)
    }
  }
  if (fileCount < min) throw invalidInput([name], 'Is missing')
  return admit()
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
