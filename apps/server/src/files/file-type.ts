import { SupportError } from '@kinconecta/support-contracts'
import type { TextCharset } from '../platform/database/tables.ts'
import type { Draft } from '../platform/storage/draft.ts'
import { canonicalType, isAllowed, textTypeOf } from './file-kinds.ts'
import { servedName } from './file-names.ts'
import { type TextContent, textContentOf } from './text-content.ts'

/** The type of a file, detected from its bytes, and the name that follows from it. */
export interface FileType {
  mimeType: string
  /** Null for a file that is not text. */
  charset: TextCharset | null
  /** The name under which the file is served. */
  name: string
}

interface Detected {
  ext: string
  mime: string
}

// Formats that consist of text. Other formats are detected by two to four bytes, with which a text can start too: `BM`,
// `MZ`, `GIF`.
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
 * Detects the type of a draft from its bytes. The name only distinguishes kinds of text. Rejects with
 * FILE_TYPE_NOT_ALLOWED if the type is not in `allowed`.
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

/** Whether the draft is a PDF. A PDF can consist of text only, but is not served as text. */
function isPdf({ head }: Draft, detected: Detected | undefined): boolean {
  return detected?.mime === 'application/pdf' && PDF_START.test(head.toString('latin1', 0, 10))
}

/**
 * Whether the detected format is more likely than text. Text in an 8-bit charset is only a guess: a JPEG starts with
 * `ÿØÿ`, and no text does.
 */
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
  const { fileTypeFromBuffer, fileTypeFromFile } = await import('file-type') // a slow import
  const known = await fileTypeFromBuffer(draft.head)
  // The whole file is read if the head is not sufficient, as for ZIP-based formats, or its type is not accepted.
  const isSure = known && known.mime !== ZIP && isAllowed(known.mime, allowed)
  return isSure ? known : fileTypeFromFile(draft.path)
}

function notAllowed(sentence: string): SupportError {
  return new SupportError('FILE_TYPE_NOT_ALLOWED', sentence)
}
