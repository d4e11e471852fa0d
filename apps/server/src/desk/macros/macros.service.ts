import { callingAgent, Id, type MacroService, MAX_MACROS, SupportError } from '@kinconecta/support-contracts'
import { z } from 'zod'
import type { MessageDependencies } from '../../messages/message-dependencies.ts'
import { readPage } from '../../platform/paging/page.ts'
import { versionMismatch } from '../../platform/version-mismatch.ts'
import { findTeam, teamNotFound } from '../teams.repository.ts'
import { macrosOnTickets } from './macros-on-tickets.ts'
import { findMacroUses } from './macro-uses.repository.ts'
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
  const { db, lists, actor } = dependencies
  const reader: MacroReader = { agentId: callingAgent(actor), isAdmin: actor.kind === 'admin' }

  const get = async (id: number): Promise<VersionedMacro> => {
    const [macro] = await findMacros(db, reader, [id])
    if (!macro) throw macroNotFound(id)
    return macro
  }

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

    ...macroChanges(dependencies, reader),
    ...macrosOnTickets(dependencies, get),
  }
}

/** The operations that change macros. */
function macroChanges(
  { db, actor, clock, ifVersions }: MessageDependencies,
  reader: MacroReader,
): Pick<MacroService, 'create' | 'update' | 'delete'> {
  const { agentId: me } = reader

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

  return {
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
  }
}

function macroNotFound(id: number): SupportError {
  return new SupportError('MACRO_NOT_FOUND', `Macro ${id} not found`)
}
