import {
  type DraftEvent,
  type DraftFile,
  type DraftRecord,
  type DraftState,
  isBlank,
  isUnsaved,
  type Outgoing,
  type Step,
} from './draft-state.ts'
import { joined, withRecordOfTab, withServerDraft } from './reconcile.ts'
import { nextRevision } from './revision.ts'

/** The service knows idempotency keys for 24 hours. Later, a message might be sent twice. */
const KEY_LIFETIME_MS = 23 * 3_600_000

/** What `refusal` is if it is not known whether a message was sent. */
export const MAYBE_SENT = 'MAYBE_SENT'

const EMPTY: DraftRecord = { text: '', revision: {}, attempted: [], files: [] }

/** The state of a tab that opens a draft, with what the browser has stored. */
export function openDraft(
  stored: DraftRecord | undefined,
  { tab, hasServer, now }: { tab: string; hasServer: boolean; now: number },
): Step {
  const record = stored ?? EMPTY
  const own = { tab, hasServer, isLoading: false, hasFailed: false, isSending: false, isChecked: false, isRecalling: false }
  const opened: DraftState = { ...record, ...own, ...(!hasServer && { base: { body: '', version: 0 } }) }
  const { outgoing } = opened
  const isTooOld = outgoing !== undefined && now - outgoing.startedAt > KEY_LIFETIME_MS
  return proceed(isTooOld ? { ...withOutgoingBack(opened, outgoing), refusal: MAYBE_SENT } : opened)
}

/**
 * A draft is a text in a field, a copy in the browser that each change writes, and a copy at the service that follows.
 * What was typed is never replaced by what arrives: a text that is neither in the field nor was there before is kept
 * beside it, and the user decides. Requests run one after the other. A message on its way keeps its key until it is
 * known whether it was sent. This function has no effects of its own; it returns them.
 */
export function step(state: DraftState, event: DraftEvent): Step {
  switch (event.type) {
    case 'typed':
      if (state.outgoing || event.text === state.text) return { state, effects: [] }
      return later(changed(state, { text: event.text, refusal: undefined }))
    case 'attached':
      return { state: changed(state, { files: [...state.files, event.file] }), effects: [] }
    case 'detached':
      return { state: changed(state, { files: without(state.files, event.attachmentId) }), effects: [] }
    case 'recallRequested':
      return state.recalling ? { state, effects: [] } : proceed(changed(state, { recalling: event.message, hasFailed: false }))
    case 'recalled':
      return recalled(state)
    case 'recallRefused':
      return proceed(changed(state, { recalling: undefined, isRecalling: false, refusal: event.reason }))
    case 'decided': {
      const base = state.other?.base ?? state.base
      return later(changed(state, { text: event.text, base, other: undefined }))
    }
    case 'toldByTab':
      return toldByTab(state, event.record)
    case 'saveDue':
      return proceed(state)
    case 'retried':
      return proceed({ ...state, hasFailed: false })
    case 'loaded':
      return proceed(withServerDraft({ ...state, isLoading: false, isChecked: state.outgoing !== undefined }, event.draft))
    case 'saved':
      return saved(state, event.version)
    case 'saveConflicted':
      return load({ ...state, saving: undefined })
    case 'loadFailed':
    case 'saveFailed':
    case 'sendFailed':
    case 'recallFailed':
      return failed(state)
    case 'sendRequested':
      return sendRequested(state, event)
    case 'sent':
      return sent(state)
    case 'sendRefused':
      return refused(state, event.reason)
  }
}

/** A change by the user. */
function changed(state: DraftState, changes: Partial<DraftState>): DraftState {
  return { ...state, ...changes, revision: nextRevision(state.revision, state.tab) }
}

/** Saves when the user pauses. */
function later(state: DraftState, isOfOtherTab = false): Step {
  return { state, effects: [{ type: 'scheduleSave', isOfOtherTab }] }
}

/** Begins the next request, if there is something to do and nothing is running. */
function proceed(state: DraftState): Step {
  const { base, text, outgoing, other, recalling } = state
  const isBusy = state.isLoading || state.saving !== undefined || state.isSending || state.isRecalling
  if (isBusy || state.hasFailed) return { state, effects: [] }
  if (recalling) {
    return { state: { ...state, isRecalling: true }, effects: [{ type: 'recall', messageId: recalling.messageId }] }
  }
  if (outgoing) return state.isChecked || !state.hasServer ? send(state, outgoing) : load(state)
  if (!base) return load(state)
  if (!state.hasServer || other || !isUnsaved(state)) return { state, effects: [] }
  const { version } = base
  if (isBlank(text)) return { state: { ...state, saving: '' }, effects: [{ type: 'remove', ifVersion: version }] }
  const saving = { ...state, saving: text, attempted: joined(state.attempted, [text]) }
  return { state: saving, effects: [{ type: 'save', body: text, ifVersion: version }] }
}

function load(state: DraftState): Step {
  return { state: { ...state, isLoading: true }, effects: [{ type: 'load' }] }
}

function send(state: DraftState, message: Outgoing): Step {
  return { state: { ...state, isSending: true }, effects: [{ type: 'send', message }] }
}

/** The request may have arrived all the same. */
function failed(state: DraftState): Step {
  const ended = { ...state, isLoading: false, saving: undefined, isSending: false, isRecalling: false }
  return { state: { ...ended, hasFailed: true }, effects: [] }
}

function saved(state: DraftState, version: number): Step {
  const base = { body: state.saving ?? '', version }
  const attempted = state.attempted.filter((text) => text !== state.saving)
  const known = { ...state, base, attempted, saving: undefined }
  return state.outgoing ? proceed(known) : later(known)
}

function toldByTab(state: DraftState, record: DraftRecord): Step {
  const told = withRecordOfTab(state, record)
  if (told.outgoing && !state.outgoing) return { state: { ...told, isChecked: false }, effects: [] } // the other tab sends it
  if (!told.base) return proceed(told)
  return isUnsaved(told) ? later(told, true) : { state: told, effects: [] }
}

function sendRequested(
  state: DraftState,
  { idempotencyKey, sendAfterSeconds, now }: Extract<DraftEvent, { type: 'sendRequested' }>,
): Step {
  const { text: body, files } = state
  if (state.outgoing || isBlank(body)) return { state, effects: [] }
  const outgoing = { idempotencyKey, body, files, sendAfterSeconds, startedAt: now }
  const given = { text: '', files: [], outgoing, isChecked: false, hasFailed: false, refusal: undefined }
  return proceed(changed(state, given))
}

/** The service has deleted its draft with the message. */
function sent(state: DraftState): Step {
  if (!state.outgoing) return proceed({ ...state, isSending: false }) // another tab knew it before
  const base = { body: '', version: 0 }
  const other = state.other && { body: state.other.body }
  return later(changed(state, { outgoing: undefined, isSending: false, base, other }))
}

function refused(state: DraftState, refusal: unknown): Step {
  const ended = { ...state, isSending: false }
  return state.outgoing ? later({ ...withOutgoingBack(ended, state.outgoing), refusal }) : proceed(ended)
}

function withOutgoingBack(state: DraftState, outgoing: Outgoing): DraftState {
  return { ...withMessageBack(state, outgoing), outgoing: undefined }
}

/** The reply is gone from the conversation, so that its text is only here. */
function recalled(state: DraftState): Step {
  const { recalling } = state
  const ended = { ...state, isRecalling: false }
  return recalling ? later({ ...withMessageBack(ended, recalling), recalling: undefined }) : proceed(ended)
}

/** Puts a message back into the field, before what was typed meanwhile. */
function withMessageBack(state: DraftState, message: { body: string; files: readonly DraftFile[] }): DraftState {
  const { text, files } = state
  const isThere = text.includes(message.body)
  const both = isThere ? text : isBlank(text) ? message.body : `${message.body}\n\n${text}`
  return changed(state, { text: both, files: unique([...message.files, ...files]) })
}

function without(files: readonly DraftFile[], attachmentId: number): DraftFile[] {
  return files.filter((file) => file.attachmentId !== attachmentId)
}

function unique(files: readonly DraftFile[]): DraftFile[] {
  return [...new Map(files.map((file) => [file.attachmentId, file])).values()]
}
