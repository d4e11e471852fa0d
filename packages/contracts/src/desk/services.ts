import type { Ref, VersionedRef } from '../core/ids.ts'
import type { Page } from '../core/pages.ts'
import type { Agent, AgentRef, AgentUpdate, DeskPageRequest } from './agent.ts'
import type { DeskTicketUpdate, TicketAssignment, TicketSnooze, TicketTake } from './desk-ticket-changes.ts'
import type { DeskTicket } from './desk-ticket.ts'
import type { Requester, RequesterQuery } from './requester.ts'
import type { Tag, TagMerge, TagRename } from './tag.ts'
import type { Team, TeamCreate, TeamUpdate } from './team.ts'
import type { TicketTransitionRequest } from './transition.ts'
import type { MergeService } from './merge-services.ts'
import type { QueueService } from './queue-services.ts'

/** Implemented by the server. Every method rejects with a SupportError that the operation declares. */
export interface DeskTicketService extends QueueService, MergeService {
  get(ref: Ref): Promise<DeskTicket>
  update(input: DeskTicketUpdate): Promise<DeskTicket>
  transition(input: TicketTransitionRequest): Promise<DeskTicket>
  assign(input: TicketAssignment): Promise<DeskTicket>
  take(input: TicketTake): Promise<DeskTicket>
  release(ref: VersionedRef): Promise<DeskTicket>
  snooze(input: TicketSnooze): Promise<DeskTicket>
  unsnooze(ref: VersionedRef): Promise<DeskTicket>
  follow(ref: VersionedRef): Promise<DeskTicket>
  unfollow(ref: VersionedRef): Promise<DeskTicket>
}

/** The operations of `desk.agents`. */
export interface AgentService {
  list(query: DeskPageRequest): Promise<Page<Agent>>
  get(ref: AgentRef): Promise<Agent>
  me(input: Record<string, never>): Promise<Agent>
  update(input: AgentUpdate): Promise<Agent>
}

/** The operations of `desk.teams`. */
export interface TeamService {
  list(query: DeskPageRequest): Promise<Page<Team>>
  get(ref: Ref): Promise<Team>
  create(input: TeamCreate): Promise<Team>
  update(input: TeamUpdate): Promise<Team>
  delete(ref: VersionedRef): Promise<null>
}

/** The operations of `desk.tags`. */
export interface TagService {
  list(query: DeskPageRequest): Promise<Page<Tag>>
  rename(input: TagRename): Promise<Tag>
  merge(input: TagMerge): Promise<Tag>
}

/** The operations of `desk.requesters`. */
export interface RequesterService {
  get(query: RequesterQuery): Promise<Requester>
}
