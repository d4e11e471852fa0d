import { open } from 'node:fs/promises'
import type { TextCharset } from '../platform/database/tables.ts'
import type { Draft } from '../platform/storage/draft.ts'

const CHUNK_BYTES = 64 * 1024

// The start of a text that a browser may treat as HTML or SVG, if it ignores the content type.
const LOOKS_LIKE_MARKUP =
  /^\uFEFF?\s*<(!--|(!doctype|\?xml|html|head|body|script|iframe|svg|title|style|table|h1|div|font|br|p|a|b)\b)/i

// Characters that do not occur in UTF-16 and 8-bit texts, but in binary files: control characters, bytes that are
// unassigned in Windows-1252, and noncharacters.
// oxlint-disable-next-line no-control-regex
const NOT_TEXT = /[\0-\x08\x0e-\x1a\x1c-\x1f\x7f\x81\x8d\x8f\x90\x9d\ufffe\uffff]/

interface Candidate {
  label: string
  charset: TextCharset
  forbidden: RegExp
}

const UTF_8: Candidate = { label: 'utf-8', charset: 'utf-8', forbidden: /\0/ }
const WINDOWS_1252: Candidate = { label: 'windows-1252', charset: 'other', forbidden: NOT_TEXT }

/** The result for a file that consists of text. */
export interface TextContent {
  charset: TextCharset
  looksLikeMarkup: boolean
}

/**
 * Checks whether a draft is text: UTF-8 without NUL, UTF-16 with a byte order mark, or an 8-bit charset without control
 * characters. Resolves to undefined if it is not.
 */
export async function textContentOf(draft: Draft): Promise<TextContent | undefined> {
  for (const { label, charset, forbidden } of candidatesOf(draft.head)) {
    const head = decoded(new TextDecoder(label, { fatal: true }), draft.head, forbidden, true)
    if (head === undefined || !(await isTextThroughout(draft, label, forbidden))) continue
    return { charset, looksLikeMarkup: LOOKS_LIKE_MARKUP.test(head) }
  }
  return undefined
}

function candidatesOf(head: Buffer): Candidate[] {
  const mark = head.length >= 2 ? head.readUInt16BE(0) : 0
  if (mark === 0xfffe) return [{ label: 'utf-16le', charset: 'utf-16', forbidden: NOT_TEXT }]
  if (mark === 0xfeff) return [{ label: 'utf-16be', charset: 'utf-16', forbidden: NOT_TEXT }]
  return [UTF_8, WINDOWS_1252]
}

async function isTextThroughout({ path, head, sizeBytes }: Draft, label: string, forbidden: RegExp): Promise<boolean> {
  const decoder = new TextDecoder(label, { fatal: true })
  if (head.length === sizeBytes) return decoded(decoder, head, forbidden, false) !== undefined
  const handle = await open(path, 'r')
  try {
    const buffer = Buffer.alloc(CHUNK_BYTES)
    for (let from = 0; from < sizeBytes;) {
      const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, from)
      if (bytesRead === 0) return false
      from += bytesRead
      const isMoreToCome = from < sizeBytes
      if (decoded(decoder, buffer.subarray(0, bytesRead), forbidden, isMoreToCome) === undefined) return false
    }
    return true
  } finally {
    await handle.close()
  }
}

function decoded(decoder: TextDecoder, bytes: Buffer, forbidden: RegExp, stream: boolean): string | undefined {
  try {
    const text = decoder.decode(bytes, { stream })
    return forbidden.test(text) ? undefined : text
  } catch {
    return undefined // not this charset
  }
}
