import {
  type AgentService,
  refuseAgentUpdate,
  SupportError,
  type Tag,
  type TagService,
  type Team,
  type TeamService,
} from '@kinconecta/support-contracts'
import { ANYONE } from './caller.ts'
import type { People } from './desk-people.ts'
import type { Contents } from './services.ts'
import { refuseVersion } from './store.ts'
import { wireTimestamp } from './timestamps.ts'

const listed = { isListed: () => true, isDescending: false }

/** The rules of `desk.agents.*` in memory. */
export function agentService({ people }: Contents): AgentService {
  return {
    list: async (query) =>
      people.agents.list(query, { ...listed, positionOf: ({ row: { agentId, number } }) => [agentId, number] }),
    get: async ({ id }) => people.getAgent(id),
    me: async () => people.getAgent(ANYONE.id),
    async update({ id, ifVersion, isAway, isDisabled }) {
      refuseAgentUpdate(ANYONE, { id, isDisabled })
      const { number, version } = people.getAgent(id)
      refuseVersion(`Agent ${id}`, version, ifVersion)
      return people.agents.update(number, ifVersion, { isAway, isDisabled })
    },
  }
}

/** The rules of `desk.teams.*` in memory. */
export function teamService({ people, tickets, desk }: Contents, now: () => string): TeamService {
  const { teams } = people
  return {
    list: async (query) => teams.list(query, { ...listed, positionOf: ({ row }) => [row.teamId] }),
    get: async ({ id }) => teams.get(id),
    async create({ name, assignment = 'manual', memberIds = [] }) {
      refuseTakenName(people, name)
      const members = membersOf(people, memberIds)
      return teams.insert((teamId) => ({
        teamId,
        name,
        assignment,
        memberIds: members,
        createdAt: wireTimestamp(now()),
      }))
    },
    async update({ id, ifVersion, name, assignment, memberIds }) {
      teams.get(id, ifVersion)
      if (name !== undefined) refuseTakenName(people, name, id)
      return teams.update(id, ifVersion, { name, assignment, memberIds: memberIds && membersOf(people, memberIds) })
    },
    async delete({ id, ifVersion }) {
      teams.get(id, ifVersion)
      if (tickets.all().some((ticket) => ticket.status !== 'CLOSED' && desk.get(ticket).teamId === id))
        throw new SupportError('TEAM_IN_USE', `Team ${id} has tickets that are not closed; assign them first`)
      teams.delete(id, ifVersion)
      return null
    },
  }
}

/** The rules of `desk.tags.*` in memory. */
export function tagService({ people, tickets, desk }: Contents): TagService {
  const { tags } = people
  const withCount = (tag: Pick<Tag, 'tagId' | 'name'>) => people.tagWithCount(tag, tickets, desk)
  const get = (id: number) => {
    const tag = tags.all().find(({ tagId, mergedInto }) => tagId === id && mergedInto === null)
    if (!tag) throw new SupportError('TAG_NOT_FOUND', `Tag ${id} not found, or merged into another tag`)
    return tag
  }
  return {
    list: async (query) => {
      const page = tags.list(query, {
        isListed: ({ row }) => row.mergedInto === null,
        positionOf: ({ row }) => [row.tagId],
        isDescending: false,
      })
      return { ...page, items: page.items.map(withCount) }
    },
    async rename({ id, name }) {
      const isTaken = tags
        .all()
        .some((tag) => tag.tagId !== id && tag.mergedInto === null && tag.name.toLowerCase() === name.toLowerCase())
      get(id)
      if (isTaken) throw new SupportError('NAME_TAKEN', `There is a tag ${name} already; merge the tags instead`)
      tags.update(id, undefined, { name })
      return withCount(get(id))
    },
    async merge({ id, into }) {
      if (id === into) throw new SupportError('INVALID_INPUT', 'into: Must be another tag')
      for (const each of [id, into]) get(each)
      for (const { tagId, mergedInto } of tags.all()) {
        if (tagId === id || mergedInto === id) tags.update(tagId, undefined, { mergedInto: into })
      }
      return withCount(get(into))
    },
  }
}

function refuseTakenName({ teams }: People, name: string, id?: number): void {
  const isTaken = (team: Team) => team.teamId !== id && team.name.toLowerCase() === name.toLowerCase()
  if (teams.all().some(isTaken)) throw new SupportError('NAME_TAKEN', `There is a team ${name} already`)
}

function membersOf(people: People, memberIds: readonly string[]): string[] {
  const members = [...new Set(memberIds)].toSorted()
  for (const id of members) people.getAgent(id)
  return members
}
