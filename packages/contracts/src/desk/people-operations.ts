import { z } from 'zod'
import { Ref, VersionedRef } from '../core/ids.ts'
import { pageOf } from '../core/pages.ts'
import { operation } from '../trpc.ts'
import { Agent, AgentRef, AgentUpdate, DeskPageRequest } from './agent.ts'
import { Requester, RequesterQuery } from './requester.ts'
import { Tag, TagMerge, TagRename } from './tag.ts'
import { Team, TeamCreate, TeamUpdate } from './team.ts'

const tags = ['Desk']

/** The procedures of `desk.agents.*`. */
export const deskAgents = {
  list: operation({
    openapi: { method: 'GET', path: '/desk/agents', tags, summary: 'List agents' },
    success: { status: 200, description: 'Agents, ascending by id.' },
    errors: ['CURSOR_INVALID', 'QUERY_TOO_EXPENSIVE'],
  })
    .input(DeskPageRequest.prefault({}))
    .output(pageOf(Agent))
    .query(({ ctx, input }) => ctx.desk.agents.list(input)),

  get: operation({
    openapi: { method: 'GET', path: '/desk/agents/{id}', tags, summary: 'Get an agent' },
    success: { status: 200, description: 'The agent.' },
    errors: ['AGENT_NOT_FOUND'],
  })
    .input(AgentRef)
    .output(Agent)
    .query(({ ctx, input }) => ctx.desk.agents.get(input)),

  me: operation({
    openapi: { method: 'GET', path: '/desk/me', tags, summary: 'Get the agent who calls' },
    success: { status: 200, description: 'The agent.' },
  })
    .input(z.object({}).prefault({}))
    .output(Agent)
    .query(({ ctx, input }) => ctx.desk.agents.me(input)),

  update: operation({
    openapi: { method: 'PUT', path: '/desk/agents/{id}', tags, summary: 'Update an agent' },
    success: { status: 200, description: 'The updated agent.' },
    errors: ['AGENT_NOT_FOUND', 'PRECONDITION_FAILED', 'FIELD_NOT_ALLOWED'],
    events: [],
  })
    .input(AgentUpdate)
    .output(Agent)
    .mutation(({ ctx, input }) => ctx.desk.agents.update(input)),
}

/** The procedures of `desk.teams.*`. */
export const deskTeams = {
  list: operation({
    openapi: { method: 'GET', path: '/desk/teams', tags, summary: 'List teams' },
    success: { status: 200, description: 'Teams, ascending by id.' },
    errors: ['CURSOR_INVALID', 'QUERY_TOO_EXPENSIVE'],
  })
    .input(DeskPageRequest.prefault({}))
    .output(pageOf(Team))
    .query(({ ctx, input }) => ctx.desk.teams.list(input)),

  get: operation({
    openapi: { method: 'GET', path: '/desk/teams/{id}', tags, summary: 'Get a team' },
    success: { status: 200, description: 'The team.' },
    errors: ['TEAM_NOT_FOUND'],
  })
    .input(Ref)
    .output(Team)
    .query(({ ctx, input }) => ctx.desk.teams.get(input)),

  create: operation({
    openapi: { method: 'POST', path: '/desk/teams', tags, summary: 'Create a team' },
    success: { status: 201, description: 'The team.', locationOf: 'teamId' },
    errors: ['AGENT_NOT_FOUND', 'NAME_TAKEN'],
    events: [],
  })
    .input(TeamCreate)
    .output(Team)
    .mutation(({ ctx, input }) => ctx.desk.teams.create(input)),

  update: operation({
    openapi: { method: 'PUT', path: '/desk/teams/{id}', tags, summary: 'Update a team' },
    success: { status: 200, description: 'The updated team.' },
    errors: ['TEAM_NOT_FOUND', 'PRECONDITION_FAILED', 'AGENT_NOT_FOUND', 'NAME_TAKEN'],
    events: [],
  })
    .input(TeamUpdate)
    .output(Team)
    .mutation(({ ctx, input }) => ctx.desk.teams.update(input)),

  delete: operation({
    openapi: { method: 'DELETE', path: '/desk/teams/{id}', tags, summary: 'Delete a team' },
    success: { status: 204, description: 'Deleted.' },
    errors: ['TEAM_NOT_FOUND', 'PRECONDITION_FAILED', 'TEAM_IN_USE'],
    events: [],
  })
    .input(VersionedRef)
    .output(z.null())
    .mutation(({ ctx, input }) => ctx.desk.teams.delete(input)),
}

/** The procedures of `desk.tags.*`. */
export const deskTags = {
  list: operation({
    openapi: { method: 'GET', path: '/desk/tags', tags, summary: 'List tags with their numbers of open tickets' },
    success: { status: 200, description: 'Tags, ascending by id.' },
    errors: ['CURSOR_INVALID', 'QUERY_TOO_EXPENSIVE'],
  })
    .input(DeskPageRequest.prefault({}))
    .output(pageOf(Tag))
    .query(({ ctx, input }) => ctx.desk.tags.list(input)),

  rename: operation({
    openapi: { method: 'PUT', path: '/desk/tags/{id}', tags, summary: 'Rename a tag' },
    success: { status: 200, description: 'The renamed tag.', isFleeting: true },
    errors: ['TAG_NOT_FOUND', 'NAME_TAKEN'],
    events: [],
  })
    .input(TagRename)
    .output(Tag)
    .mutation(({ ctx, input }) => ctx.desk.tags.rename(input)),

  merge: operation({
    openapi: { method: 'POST', path: '/desk/tags/{id}/merge', tags, summary: 'Merge a tag into another one' },
    success: { status: 200, description: 'The other tag.', isFleeting: true },
    errors: ['TAG_NOT_FOUND'],
    events: [],
  })
    .input(TagMerge)
    .output(Tag)
    .mutation(({ ctx, input }) => ctx.desk.tags.merge(input)),
}

/** The procedures of `desk.requesters.*`. */
export const deskRequesters = {
  get: operation({
    openapi: { method: 'GET', path: '/desk/requesters', tags, summary: 'Get the tickets of one person' },
    success: { status: 200, description: 'Tickets, counts and the last contact.', isFleeting: true },
    errors: ['QUERY_TOO_EXPENSIVE'],
  })
    .input(RequesterQuery)
    .output(Requester)
    .query(({ ctx, input }) => ctx.desk.requesters.get(input)),
}
