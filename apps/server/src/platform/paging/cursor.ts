import { SupportError } from '@kinconecta/support-contracts'
import type { z } from 'zod'
import { sha256 } from '../sha256.ts'

/** The keyset position of a row in a list: the values by which it is sorted, including its id. */
export type KeysetPosition = readonly (string | number)[]

const CHECKSUM_BYTES = 12

/**
 * The cursor of the page that starts after `position`. It is opaque to callers. It contains the position, and a
 * checksum of the position and of `list`, a text of the name, the filters and the sort of the list.
 */
export function cursorAfter(list: string, position: KeysetPosition): string {
  const text = JSON.stringify(position)
  return Buffer.concat([checksum(list, text), Buffer.from(text)]).toString('base64url')
}

/**
 * The position in a cursor, undefined if there is no cursor. Throws CURSOR_INVALID unless {@link cursorAfter} created
 * the cursor for this list. The checksum is not secret, so the position is validated by `schema` like any input.
 */
export function positionOf<Of extends KeysetPosition>(
  list: string,
  cursor: string | undefined,
  schema: z.ZodType<Of>,
): Of | undefined {
  if (cursor === undefined) return undefined
  const bytes = Buffer.from(cursor, 'base64url')
  const text = bytes.subarray(CHECKSUM_BYTES).toString()
  const isOurs =
    bytes.toString('base64url') === cursor && checksum(list, text).equals(bytes.subarray(0, CHECKSUM_BYTES))
  const parsed = isOurs ? schema.safeParse(parsedJson(text)) : undefined
  if (!parsed?.success) throw new SupportError('CURSOR_INVALID')
  return parsed.data
}

function checksum(list: string, text: string): Buffer {
  return sha256(`${list}\n${text}`).subarray(0, CHECKSUM_BYTES)
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
