import {
  type DraftEvent,
  type DraftFile,
  type DraftRecord,
  type DraftState,
  isBlank,
  isUnsaved,
  type Outgoing,
  type Recall,
  type ServerDraft,
  type Step,
} from './draft-state.ts'
import { joined, union, withRecordOfTab, withServerDraft } from './reconcile.ts'
import { nextRevision } from './revision.ts'

/** The service knows idempotency keys for 24 hours. Later, a message might be sent twice. */
const KEY_LIFETIME_MS = 23 * 3_600_000

/** What `refusal` is if it is not known whether a message was sent. */
export const MAYBE_SENT = 'MAYBE_SENT'

const EMPTY: DraftRecord = { text: '', revision: {}, attempted: [], files: [], outgoing: [], recalling: [] }

/** The state of a tab that opens a draft, with what the browser has stored. */
export function openDraft(
  stored: DraftRecord | undefined,
  { tab, hasServer, now }: { tab: string; hasServer: boolean; now: number },
): Step {
  const record = stored ?? EMPTY
  const idle = { isLoading: false, hasFailed: false, isUncertain: false, isSending: false, isChecked: false }
  const own = { ...idle, tab, hasServer, isRecalling: false }
  const opened: DraftState = { ...record, ...own, ...(!hasServer && { base: { body: '', version: 0 } }) }
  const tooOld = opened.outgoing.filter(({ startedAt }) => now - startedAt > KEY_LIFETIME_MS)
  const returned = tooOld.reduce(withOutgoingBack, opened)
  if (tooOld.length > 0) return proceed({ ...returned, refusal: MAYBE_SENT })
  if (!hasServer) return proceed(opened)
  const isBusy = opened.outgoing.length > 0 || (opened.base !== undefined && isUnsaved(opened))
  return isBusy ? later(opened, true) : load(opened) // another tab may be about to save or send it
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
      if (state.outgoing.length > 0 || event.text === state.text) return { state, effects: [] }
      return later(changed(state, { text: event.text, refusal: undefined }))
    case 'attached':
      return { state: changed(state, { files: [...state.files, event.file] }), effects: [] }
    case 'detached':
      return { state: changed(state, { files: without(state.files, event.attachmentId) }), effects: [] }
    case 'recallRequested':
      return recallRequested(state, event.message)
    case 'recalled':
      return recalled(state, event.messageId)
    case 'recallRefused': {
      const recalling = state.recalling.filter(({ messageId }) => messageId !== event.messageId)
      return proceed(changed(state, { recalling, isRecalling: false, refusal: event.reason }))
    }
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
      return loaded(state, event.draft)
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
      return sent(state, event.idempotencyKey)
    case 'sendRefused':
      return refused(state, event)
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
  const [recall] = recalling
  if (recall)
    return { state: { ...state, isRecalling: true }, effects: [{ type: 'recall', messageId: recall.messageId }] }
  const [message] = outgoing
  if (message) return state.isChecked || !state.hasServer ? send(state, message) : load(state)
  if (state.isUncertain || (!base && !other)) return load(state)
  if (!state.hasServer || !base || other || !isUnsaved(state)) return { state, effects: [] }
  const { version } = base
  if (isBlank(text)) return { state: { ...state, saving: '' }, effects: [{ type: 'remove', ifVersion: version }] }
  const saving = { ...state, saving: text, attempted: joined(state.attempted, [text]) }
  return { state: saving, effects: [{ type: 'save', body: text, ifVersion: version }] }
}

function load(state: DraftState): Step {
  const asked = { base: state.base, hasOutgoing: state.outgoing.length > 0 }
  return { state: { ...state, isLoading: true, asked }, effects: [{ type: 'load' }] }
}

function loaded(state: DraftState, draft: ServerDraft): Step {
  const { asked, base, outgoing } = state
  if (isOtherDraft(base, asked?.base)) return load(state) // another tab told of a later one meanwhile
  const isChecked = outgoing.length > 0 && asked?.hasOutgoing === true
  const known = withServerDraft({ ...state, isLoading: false, isUncertain: false, isChecked }, draft)
  return proceed(known.other?.body === state.other?.body ? known : changed(known, {})) // other tabs must not drop it
}

function isOtherDraft(one: ServerDraft | undefined, other: ServerDraft | undefined): boolean {
  return one?.version !== other?.version || one?.body !== other?.body
}

function send(state: DraftState, message: Outgoing): Step {
  return { state: { ...state, isSending: true }, effects: [{ type: 'send', message }] }
}

/** The request may have arrived all the same. */
function failed(state: DraftState): Step {
  const ended = { ...state, isLoading: false, saving: undefined, isSending: false, isRecalling: false }
  const isUncertain = state.hasServer && (state.isUncertain || state.saving !== undefined)
  return { state: { ...ended, hasFailed: true, isUncertain }, effects: [] }
}

function saved(state: DraftState, version: number): Step {
  const base = { body: state.saving ?? '', version }
  const attempted = state.attempted.filter((text) => text !== state.saving)
  const known = { ...state, base, attempted, saving: undefined }
  return state.outgoing.length > 0 ? proceed(known) : later(known)
}

function toldByTab(state: DraftState, record: DraftRecord): Step {
  const told = withRecordOfTab(state, record)
  const isSentByOther = told.outgoing.length > 0 && state.outgoing.length === 0
  if (isSentByOther) return { state: { ...told, isChecked: false }, effects: [] }
  if (!told.base) return proceed(told)
  return isUnsaved(told) ? later(told, true) : { state: told, effects: [] }
}

function sendRequested(
  state: DraftState,
  { idempotencyKey, sendAfterSeconds, now }: Extract<DraftEvent, { type: 'sendRequested' }>,
): Step {
  const { text: body, files } = state
  if (state.outgoing.length > 0 || isBlank(body)) return { state, effects: [] }
  const message = { idempotencyKey, body, files, sendAfterSeconds, startedAt: now }
  const given = { text: '', files: [], outgoing: [message], isChecked: false, hasFailed: false, refusal: undefined }
  return proceed(changed(state, given))
}

/** The service has deleted its draft with the message, unless another tab has written a new one since. */
function sent(state: DraftState, idempotencyKey: string): Step {
  const outgoing = withoutMessage(state.outgoing, idempotencyKey)
  if (outgoing.length === state.outgoing.length) return proceed({ ...state, isSending: false }) // another tab knew it before
  const other = state.other && { body: state.other.body }
  return proceed(changed(state, { outgoing, isSending: false, isChecked: false, base: undefined, other }))
}

function refused(
  state: DraftState,
  { idempotencyKey, reason: refusal }: Extract<DraftEvent, { type: 'sendRefused' }>,
): Step {
  const ended = { ...state, isSending: false }
  const message = state.outgoing.find((outgoing) => outgoing.idempotencyKey === idempotencyKey)
  return message ? later({ ...withOutgoingBack(ended, message), refusal }) : proceed(ended)
}

function withOutgoingBack(state: DraftState, message: Outgoing): DraftState {
  return { ...withMessageBack(state, message), outgoing: withoutMessage(state.outgoing, message.idempotencyKey) }
}

function withoutMessage(outgoing: readonly Outgoing[], key: string): Outgoing[] {
  return outgoing.filter(({ idempotencyKey }) => idempotencyKey !== key)
}

function recallRequested(state: DraftState, message: Recall): Step {
  const recalling = union(state.recalling, [message], ({ messageId }) => messageId)
  return proceed(changed(state, { recalling, hasFailed: false, refusal: undefined }))
}

/** The reply is gone from the conversation, so that its text is only here. */
function recalled(state: DraftState, messageId: number): Step {
  const ended = { ...state, isRecalling: false }
  const reply = state.recalling.find((recall) => recall.messageId === messageId)
  if (!reply) return proceed(ended)
  const recalling = state.recalling.filter((recall) => recall !== reply)
  return later({ ...withMessageBack(ended, reply), recalling })
}

/** Puts a message back into the field, before what was typed meanwhile. */
function withMessageBack(state: DraftState, message: { body: string; files: readonly DraftFile[] }): DraftState {
  const { text, files } = state
  const isThere = text.includes(message.body)
  const both = isThere ? text : isBlank(text) ? message.body : `${message.body}\n\n${text}`
  return changed(state, { text: both, files: union(message.files, files, ({ attachmentId }) => attachmentId) })
}

function without(files: readonly DraftFile[], attachmentId: number): DraftFile[] {
  return files.filter((file) => file.attachmentId !== attachmentId)
}
