import { type Draft, type DraftRef, type DraftService, SupportError } from '@kinconecta/support-contracts'
import type { Contents } from './services.ts'
import { pageOf, type Versioned } from './store.ts'
import { wireTimestamp } from './timestamps.ts'

export function draftKey({ id, kind }: DraftRef): string {
  return `${id} ${kind}`
}

/** The rules of `desk.drafts.*` in memory. */
export function draftService({ tickets, conversations: { drafts } }: Contents, now: () => string): DraftService {
  const find = (ref: DraftRef): Versioned<Draft> => {
    const draft = drafts.get(draftKey(ref))
    if (draft) return draft
    tickets.get(ref.id)
    throw new SupportError('DRAFT_NOT_FOUND', `The caller has no such draft for support ticket ${ref.id}`)
  }
  return {
    list: async (query) =>
      pageOf<Draft>(
        [...drafts.values()].map((row) => ({ row, position: [row.ticketId, row.kind] })),
        query,
      ),
    get: async (ref) => find(ref),
    put: async ({ ifVersion, body, ...ref }) => {
      tickets.get(ref.id)
      const version = drafts.get(draftKey(ref))?.version ?? 0
      refuseOtherVersion(version, ifVersion)
      const draft = { ticketId: ref.id, kind: ref.kind, body, updatedAt: wireTimestamp(now()), version: version + 1 }
      drafts.set(draftKey(ref), draft)
      return draft
    },
    delete: async ({ ifVersion, ...ref }) => {
      refuseOtherVersion(find(ref).version, ifVersion)
      drafts.delete(draftKey(ref))
      return null
    },
  }
}

function refuseOtherVersion(version: number, ifVersion: number | undefined): void {
  if (ifVersion === undefined || ifVersion === version) return
  throw new SupportError('PRECONDITION_FAILED', `The draft has been changed; it is at version ${version} now`, {
    version,
  })
}
