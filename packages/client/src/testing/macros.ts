import {
  allowedTransitions,
  type DeskMessageCreate,
  type Macro,
  type MacroCreate,
  type MacroPreview,
  type MacroService,
  MAX_MACROS,
  renderMacro,
  resolvedChangeSet,
  SupportError,
} from '@kinconecta/support-contracts'
import { AGENT, ANYONE } from './caller.ts'
import { makeChanges, writeChanges } from './change-set.ts'
import { createMessage, deskMessageOf } from './desk-messages.ts'
import { type StoredTicket, ticketViews } from './desk-ticket-view.ts'
import { refuseMoreMessages } from './messages.ts'
import type { Contents } from './services.ts'
import { type List, refuseVersion } from './store.ts'
import { wireTimestamp } from './timestamps.ts'

const byId: List<Macro> = {
  isListed: () => true,
  positionOf: ({ row }) => [row.macroId],
  isDescending: false,
}

/** The rules of `desk.macros.*` in memory, for one agent. */
export function macroService(contents: Contents, now: () => string): MacroService {
  const { macros, macroUses, people } = contents
  const checked = ({ name, isShared = false, teamId = null, reply = null, changes = {} }: MacroCreate) => {
    if (teamId !== null) people.getTeam(teamId)
    return { name, isShared, teamId, reply, changes }
  }
  return {
    list: async (query) => macros.list(query, byId),
    get: async ({ id }) => macros.get(id),
    uses: async ({ macroIds }) => {
      const all = macros.all().map(({ macroId }) => macroId)
      const asked = macroIds ? [...new Set(macroIds)].filter((id) => all.includes(id)) : all.slice(0, MAX_MACROS)
      return { uses: asked.map((macroId) => macroUses.get(macroId) ?? { macroId, useCount: 0, lastUsedAt: null }) }
    },
    create: async (input) => {
      const fields = checked(input)
      if (macros.all().length >= MAX_MACROS)
        throw new SupportError('MACRO_LIMIT_REACHED', `An agent can have ${MAX_MACROS} macros; delete one first`)
      return macros.insert((macroId) => ({ ...fields, macroId, ownerId: AGENT, createdAt: wireTimestamp(now()) }))
    },
    update: async ({ id, ifVersion, ...input }) => {
      macros.get(id, ifVersion)
      return macros.update(id, ifVersion, checked(input))
    },
    delete: async ({ id, ifVersion }) => {
      macros.delete(id, ifVersion)
      return null
    },
    preview: async ({ id, macroId }) => previewMacro(contents, macros.get(macroId), id, now),
    apply: async ({ id, macroId, ifVersion, body, sendAfterSeconds }) => {
      const macro = macros.get(macroId)
      const { read, view } = ticketViews(contents, now)
      const before = read(contents.tickets.get(id))
      refuseVersion(`Support ticket ${id}`, before.version, ifVersion)
      const changes = resolvedChangeSet(macro.changes, ANYONE, now())
      const reply = replyOf(contents, macro, before, body)
      if (reply) refuseMoreMessages(contents, id)
      // Throws before anything is written.
      makeChanges(contents, withMessage(before, sendAfterSeconds ? null : reply, now), changes, now, true)
      const message = reply && createMessage(contents, now, { id, ...reply, sendAfterSeconds }, body !== undefined)
      const ticket = contents.tickets.get(id)
      writeChanges(contents, ticket, makeChanges(contents, read(ticket), changes, now), now)
      const useCount = (macroUses.get(macroId)?.useCount ?? 0) + 1
      macroUses.set(macroId, { macroId, useCount, lastUsedAt: wireTimestamp(now()) })
      const after = view(contents.tickets.get(id))
      return { ticket: after, message: message && deskMessageOf(contents, message), version: after.version }
    },
  }
}

function replyOf(
  { people }: Contents,
  { reply }: Macro,
  ticket: StoredTicket,
  body?: string,
): Pick<DeskMessageCreate, 'kind' | 'body'> | null {
  return reply && { kind: reply.kind, body: body ?? renderMacro(reply.body, { ticket, agent: people.getAgent(AGENT) }) }
}

/** A ticket as a message of staff that is sent now leaves it. */
function withMessage(ticket: StoredTicket, reply: Macro['reply'], now: () => string): StoredTicket {
  if (!reply) return ticket
  const lastActivityAt = wireTimestamp(now())
  if (reply.kind === 'note') return { ...ticket, lastActivityAt }
  const firstRespondedAt = ticket.firstRespondedAt ?? lastActivityAt
  return { ...ticket, lastActivityAt, firstRespondedAt, waitingOn: 'requester' }
}

/** Makes the changes on a copy. Tags that exist only for it are removed. */
function previewMacro(contents: Contents, macro: Macro, id: number, now: () => string): MacroPreview {
  const { tickets, people } = contents
  const { read, view } = ticketViews(contents, now)
  const ticket = tickets.get(id)
  const before = read(ticket)
  const reply = replyOf(contents, macro, before)
  if (reply) refuseMoreMessages(contents, id)
  const tags = new Set(people.tags.all().map(({ tagId }) => tagId))
  try {
    const changes = resolvedChangeSet(macro.changes, ANYONE, now())
    const { ticket: changed, fields } = makeChanges(contents, withMessage(before, reply, now), changes, now, true)
    const after = {
      ...changed,
      tags: people.tagNamesOf(changed.tagIds),
      allowedTransitions: allowedTransitions(changed.status, ANYONE.kind),
      ...(fields.status && { updatedAt: wireTimestamp(now()) }),
    }
    return { reply, before: view(ticket), after }
  } finally {
    for (const { tagId } of people.tags.all()) if (!tags.has(tagId)) people.tags.delete(tagId)
  }
}
