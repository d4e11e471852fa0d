import { Id, SupportError, type TeamService, type VersionedRef } from '@kinconecta/support-contracts'
import { z } from 'zod'
import { readPage } from '../platform/paging/page.ts'
import { versionMismatch } from '../platform/version-mismatch.ts'
import type { TicketDependencies } from '../tickets/tickets.service.ts'
import {
  countTeams,
  deleteTeam,
  findTeam,
  insertTeam,
  isTeamInUse,
  listTeams,
  lockTeam,
  teamNotFound,
  updateTeam,
  type VersionedTeam,
} from './teams.repository.ts'

const position = z.tuple([Id])

/** The rules of `desk.teams.*`. */
export function teamService({ db, lists, clock, ifVersions }: TicketDependencies): TeamService {
  const get = async (id: number): Promise<VersionedTeam> => {
    const team = await findTeam(db, id)
    if (!team) throw teamNotFound(id)
    return team
  }

  const lock = async ({ id }: VersionedRef): Promise<void> => {
    const team = await lockTeam(db, id)
    if (!team) throw teamNotFound(id)
    if (ifVersions && !ifVersions.includes(team.version)) throw versionMismatch(`Team ${id}`, team.version, ifVersions)
  }

  return {
    list: (query) =>
      readPage(query, {
        name: 'teams',
        position,
        positionOf: ({ teamId }) => [teamId] as [number],
        listAfter: async (after, limit) => ({ rows: await listTeams(lists, after?.[0] ?? 0, limit), isCut: false }),
        count: () => countTeams(lists),
      }),

    get: ({ id }) => get(id),

    create: async (input) => get(await insertTeam(db, input, clock())),

    async update(input) {
      await lock(input)
      await updateTeam(db, input)
      return get(input.id)
    },

    async delete(ref) {
      await lock(ref)
      if (await isTeamInUse(db, ref.id))
        throw new SupportError('TEAM_IN_USE', `Team ${ref.id} has tickets that are not closed; assign them first`)
      await deleteTeam(db, ref.id, clock())
      return null
    },
  }
}
