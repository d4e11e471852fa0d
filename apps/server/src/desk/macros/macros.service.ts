import {
  callingAgent,
  type DeskMessage,
  Id,
  type MacroService,
  MAX_MACROS,
  SupportError,
} from '@kinconecta/support-contracts'
import { z } from 'zod'
import type { MessageDependencies } from '../../messages/message-dependencies.ts'
import { readPage } from '../../platform/paging/page.ts'
import { versionMismatch } from '../../platform/version-mismatch.ts'
import { findAgent } from '../agents.repository.ts'
import { viewFor } from '../desk-ticket-view.ts'
import { findTeam, teamNotFound } from '../teams.repository.ts'
import { applyMacro } from './apply-macro.ts'
import { findMacroUses, insertMacroUse } from './macro-uses.repository.ts'
import {
  countMacros,
  deleteMacro,
  findMacros,
  insertMacro,
  listMacros,
  lockMacro,
  type MacroReader,
  updateMacro,
  type VersionedMacro,
} from './macros.repository.ts'

const position = z.tuple([Id])

/** The rules of `desk.macros.*`. An agent sees its own macros, those of its teams, and those that are for all staff. */
export function macroService(dependencies: MessageDependencies): MacroService {
  const { db, lists, actor, clock, ifVersions } = dependencies
  const me = callingAgent(actor)
  const reader: MacroReader = { agentId: me, isAdmin: actor.kind === 'admin' }

  const get = async (id: number): Promise<VersionedMacro> => {
    const [macro] = await findMacros(db, reader, [id])
    if (!macro) throw macroNotFound(id)
    return macro
  }

  /** Locks a macro for a change by its owner, or by an admin if it is shared. */
  const lock = async (id: number): Promise<void> => {
    const macro = await lockMacro(db, reader, id)
    if (!macro) throw macroNotFound(id)
    if (macro.ownerId !== me && actor.kind !== 'admin')
      throw new SupportError('FORBIDDEN', `Only its owner and admins may change macro ${id}`)
    if (ifVersions?.includes(macro.version) === false) throw versionMismatch(`Macro ${id}`, macro.version, ifVersions)
  }

  const refuseUnknownTeam = async (teamId: number | null | undefined): Promise<void> => {
    if (teamId && !(await findTeam(db, teamId))) throw teamNotFound(teamId)
  }

  const agent = async () => ({ agentId: me, name: (await findAgent(db, me))?.name ?? null })

  return {
    list: (query) =>
      readPage(query, {
        name: 'desk.macros',
        position,
        positionOf: ({ macroId }) => [macroId] as [number],
        listAfter: async (after, limit) => ({
          rows: await listMacros(lists, reader, after?.[0] ?? 0, limit),
          isCut: false,
        }),
      }),

    async uses({ macroIds }) {
      const macros = macroIds
        ? await findMacros(lists, reader, macroIds)
        : await listMacros(lists, reader, 0, MAX_MACROS)
      const seen = macros.map(({ macroId }) => macroId)
      const asked = macroIds ? [...new Set(macroIds)].filter((id) => seen.includes(id)) : seen
      const uses = new Map((await findMacroUses(lists, asked)).map((use) => [use.macroId, use]))
      return { uses: asked.flatMap((id) => uses.get(id) ?? []) }
    },

    get: ({ id }) => get(id),

    async create(input) {
      await refuseUnknownTeam(input.teamId)
      if ((await countMacros(db, me)) >= MAX_MACROS)
        throw new SupportError('MACRO_LIMIT_REACHED', `An agent can have ${MAX_MACROS} macros; delete one first`)
      return insertMacro(db, me, input, clock())
    },

    async update(input) {
      await lock(input.id)
      await refuseUnknownTeam(input.teamId)
      return updateMacro(db, input)
    },

    async delete({ id }) {
      await lock(id)
      await deleteMacro(db, id)
      return null
    },

    async preview({ id: ticketId, macroId }) {
      const use = { macro: await get(macroId), agent: await agent(), ticketId }
      const transaction = await db.startTransaction().execute()
      try {
        const tried = { ...dependencies, db: transaction, record: () => {}, ifVersions: undefined }
        const { reply, before, after } = await applyMacro(tried, use)
        return { reply, before: viewFor(actor)(before), after: viewFor(actor)(after) }
      } finally {
        await transaction.rollback().execute()
      }
    },

    async apply({ id: ticketId, macroId, body, sendAfterSeconds }) {
      const use = { macro: await get(macroId), agent: await agent(), ticketId, body, sendAfterSeconds }
      const { after, message } = await applyMacro(dependencies, use)
      await insertMacroUse(db, macroId, clock())
      const ticket = viewFor(actor)(after)
      const applied: { message: DeskMessage | null; ticket: typeof ticket; version: number } = {
        ticket,
        message,
        version: after.version,
      }
      return applied
    },
  }
}

function macroNotFound(id: number): SupportError {
  return new SupportError('MACRO_NOT_FOUND', `Macro ${id} not found`)
}
