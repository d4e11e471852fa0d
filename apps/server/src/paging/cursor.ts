import { SupportError } from '@kinconecta/support-contracts'

const PREFIX = 'id:'

/** The cursor of the page that starts after the row with this id. Opaque to callers. */
export function cursorAfter(id: number): string {
  return Buffer.from(`${PREFIX}${id}`).toString('base64url')
}

/** The id a cursor stands for, 0 without one. Throws CURSOR_INVALID for text that {@link cursorAfter} did not make. */
export function idBefore(cursor: string | undefined): number {
  if (cursor === undefined) return 0
  const text = Buffer.from(cursor, 'base64url').toString()
  const id = Number(text.slice(PREFIX.length))
  if (!Number.isSafeInteger(id) || id < 1 || cursorAfter(id) !== cursor) throw new SupportError('CURSOR_INVALID')
  return id
}
