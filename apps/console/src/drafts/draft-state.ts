import type { MessageKind } from '@kinconecta/support-client'
import { includesRevision, type Revision } from './revision.ts'

/** A draft as the service has it. Version 0: there is none. */
export interface ServerDraft {
  body: string
  version: number
}

/** A file that is uploaded and not sent yet. */
export interface DraftFile {
  attachmentId: number
  fileName: string
}

/** A message on its way. It is sent with the same key until it is known whether it was. */
export interface Outgoing {
  idempotencyKey: string
  body: string
  files: readonly DraftFile[]
  /** 0 for a note. */
  sendAfterSeconds: number
  /** When it was first sent, in milliseconds since 1970. */
  startedAt: number
}

/** A reply that is being taken back, before it is sent. */
export interface Recall {
  messageId: number
  body: string
  files: readonly DraftFile[]
}

/** What the browser stores of a draft, and what its tabs tell each other. */
export interface DraftRecord {
  text: string
  revision: Revision
  /** What the service has, as far as is known; undefined until it has been read. */
  base?: ServerDraft | undefined
  /** Texts that may be at the service, because it is not known whether saving them worked; the newest last. */
  attempted: readonly string[]
  files: readonly DraftFile[]
  /** Another text for the same draft, from another device or tab. The user decides. */
  other?: { body: string; base?: ServerDraft | undefined } | undefined
  /** Messages on their way; more than one only if two tabs sent at the same time. */
  outgoing: readonly Outgoing[]
  /** Replies that are being taken back. */
  recalling: readonly Recall[]
}

/** A draft in a tab. */
export interface DraftState extends DraftRecord {
  /** The name of this tab in revisions. */
  tab: string
  /** Whether drafts are also kept by the service. Those of API keys are not. */
  readonly hasServer: boolean
  isLoading: boolean
  /** When the service was last asked for the draft: what was known of it, and whether a message was to be sent. */
  asked?: { base: ServerDraft | undefined; hasOutgoing: boolean }
  /** The text that is being saved; undefined if none is. */
  saving?: string | undefined
  /** Whether the last load, save or sending failed; the next `retried` tries again. */
  hasFailed: boolean
  /** Whether it is not known if the last save worked. */
  isUncertain: boolean
  isSending: boolean
  /** Whether the draft of the service was read after the message was given to be sent, because it will be deleted. */
  isChecked: boolean
  isRecalling: boolean
  /** Why the service refused the message, or refused to take it back. */
  refusal?: unknown
}

export type DraftEvent =
  | { type: 'typed'; text: string }
  | { type: 'saveDue' }
  | { type: 'loaded'; draft: ServerDraft }
  | { type: 'loadFailed' }
  | { type: 'saved'; version: number }
  | { type: 'saveConflicted' }
  | { type: 'saveFailed' }
  | { type: 'retried' }
  | { type: 'sendRequested'; idempotencyKey: string; sendAfterSeconds: number; now: number }
  | { type: 'sent'; idempotencyKey: string }
  | { type: 'sendFailed' }
  | { type: 'sendRefused'; idempotencyKey: string; reason: unknown }
  | { type: 'recallRequested'; message: Recall }
  | { type: 'recalled'; messageId: number }
  | { type: 'recallRefused'; messageId: number; reason: unknown }
  | { type: 'recallFailed' }
  | { type: 'attached'; file: DraftFile }
  | { type: 'detached'; attachmentId: number }
  | { type: 'decided'; text: string }
  | { type: 'toldByTab'; record: DraftRecord }

/** What the tab has to do next. Each ends with an event. */
export type DraftEffect =
  | { type: 'load' }
  | { type: 'save'; body: string; ifVersion: number }
  | { type: 'remove'; ifVersion: number }
  | { type: 'send'; message: Outgoing }
  | { type: 'recall'; messageId: number }
  /** Ends with `saveDue`, a little later; later still if another tab, which saves first, has the text from its user. */
  | { type: 'scheduleSave'; isOfOtherTab: boolean }

export interface Step {
  state: DraftState
  effects: DraftEffect[]
}

/** Identifies a draft of the user of this page. */
export interface DraftRef {
  ticketId: number
  kind: MessageKind
}

/** Whether the service would refuse the text as empty, so that there is nothing to save or send. */
export function isBlank(text: string): boolean {
  return text.trim() === ''
}

/** Whether the service does not have the text of the field. */
export function isUnsaved({ text, base }: Pick<DraftRecord, 'text' | 'base'>): boolean {
  return isBlank(text) ? !isBlank(base?.body ?? '') : text !== base?.body
}

/** What is stored and told to other tabs. */
export function recordOf(state: DraftState): DraftRecord {
  const { text, revision, base, attempted, files, other, outgoing, recalling } = state
  return { text, revision, base, attempted, files, other, outgoing, recalling }
}

/** Whether other tabs have to be told. What one of them told is only news if both had written at the same time. */
export function isNewsForTabs(event: DraftEvent, before: DraftRecord, after: DraftRecord): boolean {
  if (event.type !== 'toldByTab') return true
  const isMerged = !includesRevision(before.revision, after.revision)
  return isMerged && !includesRevision(event.record.revision, after.revision)
}

/** Whether the record has something that would be lost without it. */
export function isWorthStoring(record: DraftRecord): boolean {
  const hasText = isUnsaved(record) && !isBlank(record.text)
  const { files, outgoing, recalling, other } = record
  return hasText || other !== undefined || files.length + outgoing.length + recalling.length > 0
}
