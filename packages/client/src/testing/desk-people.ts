import {
  type Agent,
  chooseAgent,
  newTagNames,
  refuseMoreTags,
  SupportError,
  type Tag,
  type Team,
  type Ticket,
} from '@kinconecta/support-contracts'
import type { DeskStates } from './desk-state.ts'
import { Store, type Versioned } from './store.ts'

/** An agent, with a number for the store. */
type AgentRow = Agent & { number: number }
type TagRow = Pick<Tag, 'tagId' | 'name'> & { mergedInto: number | null }

/** The agents, teams and tags of a fake service. */
export class People {
  readonly agents: Store<AgentRow>
  readonly teams: Store<Team>
  readonly tags: Store<TagRow>
  /** When each team last chose a member. */
  readonly #turns = new Map<string, number>()
  #lastTurn = 0

  constructor(agents: readonly Agent[], now: () => string) {
    const rows = agents.map((agent, index) => ({ ...agent, number: index + 1 }))
    this.agents = new Store({ id: 'number', name: 'Agent', notFound: 'AGENT_NOT_FOUND' }, rows, now)
    this.teams = new Store<Team>({ id: 'teamId', name: 'Team', notFound: 'TEAM_NOT_FOUND' }, [], now)
    this.tags = new Store<TagRow>({ id: 'tagId', name: 'Tag', notFound: 'TAG_NOT_FOUND' }, [], now)
  }

  getAgent(id: string): Versioned<AgentRow> {
    const agent = this.agents.all().find(({ agentId }) => agentId === id)
    if (!agent) throw agentNotFound(id)
    return this.agents.get(agent.number)
  }

  refuseDisabled(id: string): void {
    if (this.getAgent(id).isDisabled) throw agentNotFound(id)
  }

  getTeam(id: number): Versioned<Team> {
    return this.teams.get(id)
  }

  hasTeam(id: number | null): boolean {
    return this.teams.all().some(({ teamId }) => teamId === id)
  }

  /** The member who gets a ticket that nobody has. If this is only tried, the member keeps its turn. */
  chooseMember(
    teamId: number,
    openTicketsOf: (id: string) => number,
    { assignment, memberIds }: Team,
    isTried = false,
  ): string | null {
    const isAvailable = (id: string) => !this.getAgent(id).isDisabled && !this.getAgent(id).isAway
    const turnOf = (id: string) => this.#turns.get(`${teamId} ${id}`) ?? 0
    const waiting = memberIds.filter(isAvailable).toSorted((a, b) => turnOf(a) - turnOf(b))
    const candidates = waiting.map((agentId, turn) => ({ agentId, turn, openTickets: openTicketsOf(agentId) }))
    const chosen = chooseAgent(assignment, candidates)
    if (chosen !== undefined && !isTried) this.#turns.set(`${teamId} ${chosen}`, ++this.#lastTurn)
    return chosen ?? null
  }

  /** The ids of the tags with these names, each once. Creates tags that do not exist. */
  tagIdsOf(names: readonly string[]): number[] {
    const missing = names.filter((name) => this.findTagId(name) === undefined)
    if (missing.length > 0) refuseMoreTags(this.tags.all().length, missing.length)
    for (const name of newTagNames(missing)) this.tags.insert((tagId) => ({ tagId, name, mergedInto: null }))
    return [...new Set(names.map((name) => this.findTagId(name)!))]
  }

  /** The id of the tag with this name; if it was merged, that of the other tag. */
  findTagId(name: string): number | undefined {
    const named = this.tags.all().filter((tag) => tag.name.toLowerCase() === name.toLowerCase())
    const tag = named.find(({ mergedInto }) => mergedInto === null) ?? named.at(-1)
    return tag && (tag.mergedInto ?? tag.tagId)
  }

  /** The tags that stand for these, each once. */
  currentTagIds(ids: readonly number[]): number[] {
    return [...new Set(ids.map((id) => this.tags.get(id).mergedInto ?? id))]
  }

  tagNamesOf(ids: readonly number[]): string[] {
    return ids.map((id) => this.tags.get(id).name)
  }

  /** A tag with its number of tickets that are not done. */
  tagWithCount({ tagId, name }: Pick<Tag, 'tagId' | 'name'>, tickets: Store<Ticket>, desk: DeskStates): Tag {
    const hasTag = (ticket: Ticket) => this.currentTagIds(desk.get(ticket).tagIds).includes(tagId)
    return { tagId, name, openTickets: tickets.all().filter((ticket) => isOpen(ticket) && hasTag(ticket)).length }
  }
}

function agentNotFound(id: string): SupportError {
  return new SupportError('AGENT_NOT_FOUND', `Agent ${id} not found, or disabled`)
}

/** Whether a ticket is not done. */
export function isOpen({ status }: Pick<Ticket, 'status'>): boolean {
  return status === 'OPEN' || status === 'IN_PROGRESS'
}
