import { SupportError } from '@kinconecta/support-contracts'

const ENTITY_TAG = /^(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"$/

/** The strong entity tag of a version, or of the hash of a file. */
export function entityTagOf(version: number | string): string {
  return `"${version}"`
}

/**
 * The versions that `If-Match` asks for; undefined without a condition, `*` included, because an object that is not
 * there is not found in any case. A weak tag, and one that we never gave out, match no version (RFC 9110).
 */
export function ifMatchVersions(header: string | undefined): number[] | undefined {
  if (header === undefined || header.trim() === '*') return undefined
  return tagsIn('If-Match', header)
    .filter(({ isWeak, tag }) => !isWeak && /^[1-9]\d{0,15}$/.test(tag))
    .map(({ tag }) => Number(tag))
}

/** Whether `If-None-Match` names this version or hash; tags are compared weakly, as RFC 9110 has it for this header. */
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
