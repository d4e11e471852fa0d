import { create } from 'content-disposition'

// oxlint-disable-next-line no-control-regex
const IS_PLAIN = /^[\x20-\x7e]*$/
const NOT_IN_TOKEN = /[^A-Za-z0-9._+-]+/g
const ACCENTS = /\p{M}+/gu

/**
 * The `Content-Disposition` of a file. Beside `filename*` there is a `filename` in ASCII without quotes, for clients that
 * do not know the former: `Reservacion.pdf` for `Reservación.pdf`.
 */
export function dispositionOf(name: string, type: 'inline' | 'attachment'): string {
  return create(name, { type, fallback: isSafe(name) ? name : asciiOf(name) })
}

/** A quoted name may hold anything but quotes, backslashes and what looks like a percent escape. */
function isSafe(name: string): boolean {
  return IS_PLAIN.test(name) && !/["\\%]/.test(name)
}

function asciiOf(name: string): string {
  return name.normalize('NFKD').replaceAll(ACCENTS, '').replaceAll(NOT_IN_TOKEN, '_')
}
