import { SupportError } from '@kinconecta/support-contracts'
import type { TextCharset } from '../platform/database/tables.ts'
import type { Draft } from '../platform/storage/draft.ts'
import { canonicalType, isAllowed, textTypeOf } from './file-kinds.ts'
import { servedName } from './file-names.ts'
import { type TextContent, textContentOf } from './text-content.ts'

/** What the bytes of a file are. */
export interface FileType {
  mimeType: string
  /** Null for a file that is not text. */
  charset: TextCharset | null
  /** The name it is served under. */
  name: string
}

interface Detected {
  ext: string
  mime: string
}

// Formats that are text. Others are found in text by their first two to four letters: `BM`, `MZ`, `GIF`.
const TEXT_FORMATS = new Set([
  'text/calendar',
  'text/vcard',
  'application/rtf',
  'application/xml',
  'application/postscript',
  'application/eps',
])
const PDF_START = /^%PDF-\d/
const ZIP = 'application/zip'

/**
 * The type of the draft by its bytes; the name has a say in kinds of text alone. Throws FILE_TYPE_NOT_ALLOWED if it is
 * not on the list.
 */
export async function fileTypeOf(draft: Draft, sentName: string, allowed: readonly string[]): Promise<FileType> {
  const detected = await detect(draft, allowed)
  const content = isPdf(draft, detected) ? undefined : await textContentOf(draft)
  const text = content && isMoreLikely(detected, draft, content) ? undefined : content
  const type = text ? textType(draft, text, detected, sentName, allowed) : detected
  const mimeType = type && canonicalType(type.mime)
  if (!mimeType || !isAllowed(mimeType, allowed)) {
    throw notAllowed(`The file is ${mimeType ?? 'of an unknown type'}; accepted types: ${allowed.join(', ')}`)
  }
  return { mimeType, charset: text?.charset ?? null, name: servedName(sentName, mimeType, type.ext) }
}

/** A PDF may be text as well. */
function isPdf({ head }: Draft, detected: Detected | undefined): boolean {
  return detected?.mime === 'application/pdf' && PDF_START.test(head.toString('latin1', 0, 10))
}

/** Text in an 8-bit charset is a guess: no text starts with `ÿØÿ`, and a JPEG does. */
function isMoreLikely(detected: Detected | undefined, { head }: Draft, { charset }: TextContent): boolean {
  return charset === 'other' && detected !== undefined && head[0]! >= 0x80
}

function textType(
  { sizeBytes }: Draft,
  { looksLikeMarkup }: TextContent,
  detected: Detected | undefined,
  sentName: string,
  allowed: readonly string[],
): Detected {
  if (detected && TEXT_FORMATS.has(detected.mime) && isAllowed(detected.mime, allowed)) return detected
  if (looksLikeMarkup) throw notAllowed('The file starts like HTML or XML, which is not accepted as text')
  const mime = textTypeOf(sentName, allowed)
  if (sizeBytes === 0 && servedName(sentName, mime, 'txt') !== sentName) throw notAllowed('The file is empty')
  return { mime, ext: 'txt' }
}

async function detect(draft: Draft, allowed: readonly string[]): Promise<Detected | undefined> {
  const { fileTypeFromBuffer, fileTypeFromFile } = await import('file-type') // not at the start, which it would slow down
  const known = await fileTypeFromBuffer(draft.head)
  // What the head alone does not tell, or what is not taken anyway, the whole file decides.
  const isSure = known && known.mime !== ZIP && isAllowed(known.mime, allowed)
  return isSure ? known : fileTypeFromFile(draft.path)
}

function notAllowed(sentence: string): SupportError {
  return new SupportError('FILE_TYPE_NOT_ALLOWED', sentence)
}
