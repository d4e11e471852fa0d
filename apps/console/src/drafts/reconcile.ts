import {
  type DraftRecord,
  type DraftState,
  isBlank,
  isUnsaved,
  isWorthStoring,
  type ServerDraft,
} from './draft-state.ts'
import { includesRevision, mergeRevisions } from './revision.ts'

/** Brings the field and what the service has together. No text is dropped that is not in the other one. */
export function withServerDraft(state: DraftState, draft: ServerDraft): DraftState {
  if (state.outgoing.length > 0 || state.other) return withUnseen(state, draft)
  const { text, attempted } = state
  const known = { ...state, base: draft }
  if (text === draft.body || (isBlank(text) && isBlank(draft.body))) return known
  if (attempted.includes(draft.body)) return known // a request of this draft that arrived late
  if (!isUnsaved(state)) return { ...known, text: draft.body }
  if (isSeen(state, draft.body)) return known
  if (isBlank(text) || draft.body.includes(text)) return { ...known, text: draft.body }
  return { ...state, other: { body: draft.body, base: draft } }
}

/** While a message is on its way, or the user has to decide, the field stays as it is. */
function withUnseen(state: DraftState, draft: ServerDraft): DraftState {
  const { other } = state
  if (isSeen(state, draft.body))
    return other ? { ...state, other: { ...other, base: draft } } : { ...state, base: draft }
  const body = other ? `${other.body}\n\n${draft.body}` : draft.body
  return { ...state, other: { body, base: draft } }
}

/** Whether the user of this tab has, or has had, the text before them. */
function isSeen({ text, base, attempted, other, outgoing, recalling }: DraftState, body: string): boolean {
  if (isBlank(body) || body === base?.body || attempted.includes(body)) return true
  const texts = [text, other?.body ?? '', ...[...outgoing, ...recalling].map((message) => message.body)]
  return texts.some((own) => own.includes(body))
}

/** Brings together what two tabs have. */
export function withRecordOfTab(state: DraftState, record: DraftRecord): DraftState {
  if (includesRevision(state.revision, record.revision)) return withLaterBase(state, record)
  if (includesRevision(record.revision, state.revision)) return adopted(state, record)
  // What this tab has is saved: it begins anew with what the other tab has, under another name. The other tab has not
  // seen the texts that this one tried to save.
  if (!isWorthStoring(state))
    return { ...adopted(state, record), attempted: record.attempted, tab: nextName(state.tab) }
  return merged(state, record)
}

/**
 * The other tab has seen no more than this one, but it may have saved. What it told before this tab sent a message may be
 * gone from the service, so that a text counts as saved only if the other tab has seen as much as this one.
 */
function withLaterBase(state: DraftState, record: DraftRecord): DraftState {
  const { base, attempted } = record
  const known = { ...state, attempted: joined(state.attempted, attempted) }
  if (!base || state.other) return known
  const hasSeenAll = includesRevision(record.revision, state.revision)
  const isSavedText = hasSeenAll && record.text === state.text && !isUnsaved(record)
  const isAttempt = base.version > (state.base?.version ?? 0) && known.attempted.includes(base.body)
  const isLaterSave = isAttempt && (hasSeenAll || isUnsaved({ text: state.text, base }))
  return isSavedText || isLaterSave ? { ...known, base } : known
}

/** What this tab knows of the service does not count, because the text was not written with that in view. */
function adopted(state: DraftState, record: DraftRecord): DraftState {
  const { text, base, files, other, outgoing, recalling, revision } = record
  const attempted = joined(state.attempted, record.attempted)
  return { ...state, text, base, files, other, outgoing, recalling, revision, attempted }
}

/** Both tabs wrote at the same time. */
function merged(state: DraftState, record: DraftRecord): DraftState {
  const { text, other } = state
  const both = {
    ...state,
    revision: mergeRevisions(state.revision, record.revision),
    attempted: joined(state.attempted, record.attempted),
    files: union(state.files, record.files, ({ attachmentId }) => attachmentId),
    outgoing: union(state.outgoing, record.outgoing, ({ idempotencyKey }) => idempotencyKey),
    recalling: union(state.recalling, record.recalling, ({ messageId }) => messageId),
  }
  const unseen = [record.text, record.other?.body ?? ''].filter(
    (body) => !isBlank(body) && !text.includes(body) && !other?.body.includes(body),
  )
  if (unseen.length === 0) return both
  return { ...both, other: { body: [...(other ? [other.body] : []), ...unseen].join('\n\n'), base: other?.base } }
}

/** The items of both, each once. */
export function union<Item>(a: readonly Item[], b: readonly Item[], keyOf: (item: Item) => unknown): Item[] {
  const known = new Set(a.map(keyOf))
  return [...a, ...b.filter((item) => !known.has(keyOf(item)))]
}

/** `a`, `a.1`, `a.2`. */
function nextName(tab: string): string {
  const [name = '', count = '0'] = tab.split('.')
  return `${name}.${Number(count) + 1}`
}

const MAX_ATTEMPTED = 8

/** The texts that were sent to be saved, without the oldest. */
export function joined(a: readonly string[], b: readonly string[]): string[] {
  return [...new Set([...a, ...b])].slice(-MAX_ATTEMPTED)
}
