import { SupportError } from '@kinconecta/support-contracts'

const ENTITY_TAG = /^(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"$/

/** Returns the strong entity tag of a version or of the hash of a file: the value in double quotes. */
export function entityTagOf(version: number | string): string {
  return `"${version}"`
}

/**
 * Returns the versions that `If-Match` lists, or undefined if there is no condition. `*` is no condition, because the
 * operation refuses a missing object in any case. Weak tags match no version (RFC 9110), and neither do tags that are
 * not version numbers. Throws REQUEST_MALFORMED if the header is not a list of entity tags.
 */
export function ifMatchVersions(header: string | undefined): number[] | undefined {
  if (header === undefined || header.trim() === '*') return undefined
  return tagsIn('If-Match', header)
    .filter(({ isWeak, tag }) => !isWeak && /^[1-9]\d{0,15}$/.test(tag))
    .map(({ tag }) => Number(tag))
}

/**
 * Returns whether `If-None-Match` lists this version or hash, or is `*`. The comparison is weak, as RFC 9110 requires
 * for this header. Throws REQUEST_MALFORMED if the header is not a list of entity tags.
 */
export function isNamedBy(header: string | undefined, version: number | string): boolean {
  if (header === undefined) return false
  return header.trim() === '*' || tagsIn('If-None-Match', header).some(({ tag }) => tag === String(version))
}

function tagsIn(name: string, header: string): { isWeak: boolean; tag: string }[] {
  const parts = header.split(',').map((part) => part.trim())
  const matches = parts.filter((part) => part !== '').map((part) => ENTITY_TAG.exec(part))
  if (matches.length === 0 || matches.includes(null)) {
    throw new SupportError('REQUEST_MALFORMED', `${name} is not a list of entity tags like "3"`)
  }
  return matches.map((match) => ({ isWeak: match![1] !== undefined, tag: match![2]! }))
}
