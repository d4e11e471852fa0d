import {
  type Agent,
  type DeskMessage,
  type Macro,
  type MacroPreview,
  renderMacro,
  resolvedChangeSet,
} from '@kinconecta/support-contracts'
import { createMessage } from '../../messages/create-desk-message.ts'
import type { MessageDependencies } from '../../messages/message-dependencies.ts'
import { versionMismatch } from '../../platform/version-mismatch.ts'
import { ticketNotFound } from '../../tickets/tickets.rules.ts'
import { changeMaker } from '../change-set.ts'
import { findDeskTicket, lockDeskTicket, type StoredDeskTicket, updateDeskTicket } from '../desk-tickets.repository.ts'

/** What an agent applies to a ticket. */
export interface MacroUse {
  macro: Pick<Macro, 'reply' | 'changes'>
  agent: Pick<Agent, 'agentId' | 'name'>
  ticketId: number
  /** The text to write instead of that of the macro. */
  body?: string | undefined
  sendAfterSeconds?: number | undefined
}

/** What applying a macro has done. */
export interface MacroEffect extends Pick<MacroPreview, 'reply'> {
  before: StoredDeskTicket
  after: StoredDeskTicket
  message: DeskMessage | null
}

/**
 * Writes the message of a macro, then makes its changes, in this transaction. The changes come last, so that they win
 * over what a reply changes. Throws as the single operations do.
 */
export async function applyMacro(dependencies: MessageDependencies, use: MacroUse): Promise<MacroEffect> {
  const { db, clock, actor, record, ifVersions } = dependencies
  const { macro, ticketId } = use
  const before = await lockDeskTicket(db, ticketId, clock())
  if (!before) throw ticketNotFound(ticketId)
  if (ifVersions && !ifVersions.includes(before.version))
    throw versionMismatch(`Support ticket ${ticketId}`, before.version, ifVersions)
  const changes = resolvedChangeSet(macro.changes, actor, clock())
  const reply = replyOf(use, before)
  // A draft is lost only if it is what is sent.
  const isOfDraft = use.body !== undefined
  const message = reply && (await createMessage(dependencies, { id: ticketId, ...reply }, isOfDraft))
  const replied = message ? (await findDeskTicket(db, ticketId, clock()))! : before
  const changed = await changeMaker(dependencies, changes)(replied)
  if (Object.keys(changed.fields).length > 0) {
    await updateDeskTicket(db, replied, changed.fields, clock())
    for (const event of changed.events) record(event, replied)
  }
  const after = (await findDeskTicket(db, ticketId, clock()))!
  return { reply: reply && { kind: reply.kind, body: reply.body }, before, after, message }
}

function replyOf({ macro: { reply }, agent, body, sendAfterSeconds }: MacroUse, ticket: StoredDeskTicket) {
  if (!reply) return null
  const { kind } = reply
  const rendered = body ?? renderMacro(reply.body, { ticket, agent })
  return { kind, body: rendered, ...(kind === 'reply' && { sendAfterSeconds }) }
}
