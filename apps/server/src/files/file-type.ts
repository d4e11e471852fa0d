import { open } from 'node:fs/promises'
import { SupportError } from '@kinconecta/support-contracts'
import type { Draft } from '../platform/storage/draft.ts'

const TEXT = 'text/plain'
const CHUNK_BYTES = 64 * 1024

// Extensions that mean the same kind of file, each under the one that the detector gives.
const SAME_AS: Record<string, string> = { jpeg: 'jpg', jfif: 'jpg', heif: 'heic', hif: 'heic' }

// What a browser that guesses would take for a page or a drawing.
const LOOKS_LIKE_MARKUP =
  /^\uFEFF?\s*<(!doctype|!--|\?xml|html|head|body|script|iframe|svg|title|style|table|h1|div|font|br|p|a|b)\b/i

/**
 * The media type of the draft by its bytes. Throws FILE_TYPE_NOT_ALLOWED where it is not on the list, or where the
 * extension of the name says something else.
 */
export async function fileTypeOf(draft: Draft, fileName: string, allowed: readonly string[]): Promise<string> {
  const { fileTypeFromBuffer, fileTypeFromFile } = await import('file-type') // not at the start, which it would slow down
  const known = await fileTypeFromBuffer(draft.head)
  // What the head alone does not tell, or what is not taken anyway, the whole file decides.
  const found = known && allowed.includes(known.mime) ? known : await fileTypeFromFile(draft.path)
  const type = found ?? ((await isPlainText(draft)) ? { ext: 'txt', mime: TEXT } : undefined)
  if (!type || !allowed.includes(type.mime)) throw notAllowed(`Files are taken as ${allowed.join(', ')}`)
  if (extensionOf(fileName) !== type.ext) {
    throw notAllowed(`The file is ${type.mime} by its content; its name has to end in .${type.ext}`)
  }
  return type.mime
}

/** Whether a stored file of this name may be called like that: what kind of file it is, its bytes have said. */
export function isSameKind(fileName: string, newName: string): boolean {
  return extensionOf(fileName) === extensionOf(newName)
}

function extensionOf(fileName: string): string {
  const extension = /[^.]\.([^.]+)$/.exec(fileName)?.[1]?.toLowerCase() ?? ''
  return SAME_AS[extension] ?? extension
}

function notAllowed(sentence: string): SupportError {
  return new SupportError('FILE_TYPE_NOT_ALLOWED', sentence)
}

/** UTF-8 without NUL that no browser would take for markup. */
async function isPlainText({ path, sizeBytes }: Draft): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  const handle = await open(path, 'r')
  try {
    for (let from = 0; from < sizeBytes; from += CHUNK_BYTES) {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(CHUNK_BYTES), 0, CHUNK_BYTES, from)
      const bytes = buffer.subarray(0, bytesRead)
      const text = decoder.decode(bytes, { stream: from + bytesRead < sizeBytes })
      if (text.includes('\0') || (from === 0 && LOOKS_LIKE_MARKUP.test(text))) return false
    }
    return true
  } catch (error) {
    if (error instanceof TypeError) return false // not UTF-8
    throw error
  } finally {
    await handle.close()
  }
}
