import { create } from 'content-disposition'

// oxlint-disable-next-line no-control-regex
const IS_PLAIN = /^[\x20-\x7e]*$/
const NOT_IN_TOKEN = /[^A-Za-z0-9._+-]+/g
const ACCENTS = /\p{M}+/gu

/**
 * Returns the `Content-Disposition` header of a file. A safe name is sent as `filename`. Any other name is sent as
 * `filename*`, together with an ASCII `filename` for clients that do not support `filename*`: `Reservacion.pdf` for
 * `Reservación.pdf`.
 */
export function dispositionOf(name: string, type: 'inline' | 'attachment'): string {
  return create(name, { type, fallback: isSafe(name) ? name : asciiOf(name) })
}

/** Whether all clients read the name in quotes unchanged: ASCII without quotes, backslashes and percent signs. */
function isSafe(name: string): boolean {
  return IS_PLAIN.test(name) && !/["\\%]/.test(name)
}

function asciiOf(name: string): string {
  return name.normalize('NFKD').replaceAll(ACCENTS, '').replaceAll(NOT_IN_TOKEN, '_')
}
