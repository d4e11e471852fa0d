import { isSupportApiError, type SupportApiError } from '@kinconecta/support-client'
import { collect } from '../app/collect.ts'
import { support } from '../app/support.ts'
import { hideMessage, showMessage } from '../conversation/conversation-cache.ts'
import { tellOutcome } from '../merging/outcome.ts'
import { currentSession, signedInAgain } from '../session/session.ts'
import type { DraftEffect, DraftEvent, DraftRef, Outgoing } from './draft-state.ts'

const DRAFTS_PAGE = 200
const MAX_DRAFTS = 1_000
const NONE = { body: '', version: 0 }

/** Runs the request of an effect and returns the event with which it ends. */
export async function runRequest(
  { ticketId: id, kind }: DraftRef,
  effect: Exclude<DraftEffect, { type: 'scheduleSave' }>,
): Promise<DraftEvent> {
  switch (effect.type) {
    case 'load':
      return loadDraft({ ticketId: id, kind })
    case 'save': {
      // The service knows no condition "only if there is none".
      const isFirst = effect.ifVersion === 0
      const found = isFirst ? await loadDraft({ ticketId: id, kind }) : undefined
      if (found?.type === 'loaded' && found.draft.version > 0) return { type: 'saveConflicted' }
      const ifVersion = isFirst ? undefined : effect.ifVersion
      const result = await support.desk.drafts.put({ id, kind, body: effect.body }, { ifVersion }).result()
      if (result.ok) return { type: 'saved', version: result.version ?? 0 }
      return { type: result.error.code === 'PRECONDITION_FAILED' ? 'saveConflicted' : 'saveFailed' }
    }
    case 'remove': {
      const result = await support.desk.drafts.delete({ id, kind }, { ifVersion: effect.ifVersion }).result()
      if (result.ok || result.error.code === 'DRAFT_NOT_FOUND') return { type: 'saved', version: 0 }
      return { type: result.error.code === 'PRECONDITION_FAILED' ? 'saveConflicted' : 'saveFailed' }
    }
    case 'send':
      return sendMessage({ ticketId: id, kind }, effect.message)
    case 'recall':
      return recallReply(id, effect.messageId)
  }
}

/** Looks in the list first, because the browser reports each response 404 as an error of the page. */
async function loadDraft({ ticketId: id, kind }: DraftRef): Promise<DraftEvent> {
  try {
    const drafts = await collect(support.desk.drafts.list({ limit: DRAFTS_PAGE }), MAX_DRAFTS)
    if (drafts.length < MAX_DRAFTS && !drafts.some((draft) => draft.ticketId === id && draft.kind === kind)) {
      return { type: 'loaded', draft: NONE }
    }
  } catch {
    return { type: 'loadFailed' }
  }
  const result = await support.desk.drafts.get({ id, kind }).result()
  if (result.ok) return { type: 'loaded', draft: { body: result.data.body, version: result.version ?? 0 } }
  return result.error.code === 'DRAFT_NOT_FOUND' ? { type: 'loaded', draft: NONE } : { type: 'loadFailed' }
}

/** With the same key, the service sends a message once, however often it is asked. */
async function sendMessage(
  { ticketId: id, kind }: DraftRef,
  { body, files, sendAfterSeconds, idempotencyKey }: Outgoing,
): Promise<DraftEvent> {
  const attachmentIds = files.map(({ attachmentId }) => attachmentId)
  const input = { id, kind, body, attachmentIds, ...(sendAfterSeconds > 0 && { sendAfterSeconds }) }
  const result = await support.desk.messages.create(input, { idempotencyKey }).result()
  if (result.ok) {
    const { ticketId } = result.data
    showMessage(ticketId, result.data)
    if (ticketId !== id) tellOutcome({ kind: 'written', ticketId: id, otherId: ticketId })
    return { type: 'sent', idempotencyKey }
  }
  const { error } = result
  if (!isSupportApiError(error)) return { type: 'sendFailed' }
  return (await mayRetry(error)) ? { type: 'sendFailed' } : { type: 'sendRefused', idempotencyKey, reason: error }
}

/** A reply that is not there any more was taken back by an earlier request. */
async function recallReply(id: number, messageId: number): Promise<DraftEvent> {
  const result = await support.desk.messages.cancel({ id, messageId }).result()
  if (result.ok || result.error.code === 'MESSAGE_NOT_FOUND') {
    hideMessage(id, messageId)
    return { type: 'recalled', messageId }
  }
  const { error } = result
  return !isSupportApiError(error) || (await mayRetry(error))
    ? { type: 'recallFailed' }
    : { type: 'recallRefused', messageId, reason: error }
}

/** Whether another request may get another answer. After the end of the session, when the user has signed in again. */
async function mayRetry({ status, code }: SupportApiError): Promise<boolean> {
  if (status === 401 && currentSession()?.session.caller) await signedInAgain()
  else return status >= 500 || status === 408 || status === 429 || code === 'IDEMPOTENCY_IN_FLIGHT'
  return true
}
