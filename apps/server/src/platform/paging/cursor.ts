import { hash } from 'node:crypto'
import { SupportError } from '@kinconecta/support-contracts'
import type { z } from 'zod'

/** Where a page ended: the values by which its last row is sorted, its id included. */
export type Edge = readonly (string | number)[]

const CHECKSUM_BYTES = 12

/**
 * The cursor of the page that starts after `edge`. Opaque to callers: the edge and a checksum over it and over the list
 * it belongs to (`list`: its name, its filters and its sort, as text).
 */
export function cursorAfter(list: string, edge: Edge): string {
  const text = JSON.stringify(edge)
  return Buffer.concat([checksum(list, text), Buffer.from(text)]).toString('base64url')
}

/**
 * The edge that a cursor stands for, undefined without one. Throws CURSOR_INVALID for what {@link cursorAfter} did not
 * make for this list. The checksum is no secret, so the edge is validated like any input.
 */
export function edgeOf<Of extends Edge>(list: string, cursor: string | undefined, edge: z.ZodType<Of>): Of | undefined {
  if (cursor === undefined) return undefined
  const bytes = Buffer.from(cursor, 'base64url')
  const text = bytes.subarray(CHECKSUM_BYTES).toString()
  const isOurs =
    bytes.toString('base64url') === cursor && checksum(list, text).equals(bytes.subarray(0, CHECKSUM_BYTES))
  const parsed = isOurs ? edge.safeParse(parsedJson(text)) : undefined
  if (!parsed?.success) throw new SupportError('CURSOR_INVALID')
  return parsed.data
}

function checksum(list: string, text: string): Buffer {
  return hash('sha256', `${list}\n${text}`, 'buffer').subarray(0, CHECKSUM_BYTES)
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
