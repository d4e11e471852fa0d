import type { DraftRecord, DraftRef } from './draft-state.ts'

const PREFIX = 'kin-draft'

/** Where the browser keeps a draft. Another user of the browser does not see it. */
export function storageKey(callerId: string, { ticketId, kind }: DraftRef): string {
  return `${PREFIX} ${callerId} ${ticketId} ${kind}`
}

/** What the browser has stored; undefined if it has nothing that can be read. */
export function readRecord(key: string): DraftRecord | undefined {
  try {
    const record: unknown = JSON.parse(localStorage.getItem(key) ?? 'null')
    return isRecord(record) ? record : undefined
  } catch {
    return undefined
  }
}

/** Returns whether the browser has stored it. It may be full, or store nothing at all. */
export function writeRecord(key: string, record: DraftRecord | undefined): boolean {
  try {
    if (record) localStorage.setItem(key, JSON.stringify(record))
    else localStorage.removeItem(key)
    return true
  } catch {
    return false
  }
}

/** Only this console writes these records; another version of it may have other fields. */
function isRecord(value: unknown): value is DraftRecord {
  if (typeof value !== 'object' || value === null) return false
  const { text, revision, attempted, files, outgoing, recalling } = value as Record<string, unknown>
  const hasLists = [attempted, files, outgoing, recalling].every(Array.isArray)
  return typeof text === 'string' && typeof revision === 'object' && revision !== null && hasLists
}
