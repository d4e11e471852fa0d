import type {
  DeskTicket,
  DeskTicketQuery,
  DeskTicketUpdate,
  Ref,
  SupportEvent,
  SupportRouter,
  TicketAssignment,
  TicketMerge,
  TicketMergeResult,
  TicketRead,
  TicketSnooze,
  TicketSplit,
  TicketTake,
  TicketTransitionRequest,
  TimelineQuery,
  VersionedRef,
} from '@kinconecta/support-contracts'
import type { TRPCClient } from '@trpc/client'
import type { SupportCall } from '../call.ts'
import { call, listCall } from '../caller.ts'
import type { CallOptions, ChangeOptions, VersionedChangeOptions } from '../options.ts'
import type { ListCall } from '../pages.ts'

/** The tickets as staff see them. Their versions are not those of `support.tickets`. */
export class DeskTickets {
  readonly #trpc: TRPCClient<SupportRouter>['desk']['tickets']

  constructor(trpc: TRPCClient<SupportRouter>['desk']['tickets']) {
    this.#trpc = trpc
  }

  /**
   * Lists tickets as staff see them, those with the newest activity first unless `sort` is given. `await` returns one
   * page (100 items; `limit` can be 1 to 1000), `for await` iterates over all items. `assigneeId` may be `me` or `none`.
   * `q` also finds tickets by their messages and notes.
   *
   * Rejects with `CURSOR_INVALID` if no page of this list returned the cursor, with `QUERY_TOO_EXPENSIVE` if the query
   * takes too long, and with `INVALID_INPUT` if an API key, which is no agent, asks for `me` or for unread tickets.
   * @example
   * const mine = await support.desk.tickets.list({ assigneeId: 'me', status: ['OPEN', 'IN_PROGRESS'], sort: '-priority' })
   */
  list(query: DeskTicketQuery = {}, options?: CallOptions): ListCall<DeskTicket, 'desk.tickets.list'> {
    return listCall('desk.tickets.list', query, options, (page, to) => this.#trpc.list.query(page, to))
  }

  /**
   * Returns the ticket with this id, with what only staff may see.
   *
   * Rejects with `TICKET_NOT_FOUND`.
   * @example
   * const { priority, assigneeId } = await support.desk.tickets.get({ id: 1523 })
   */
  get(ref: Ref, options?: CallOptions): SupportCall<DeskTicket, 'desk.tickets.get'> {
    return call('desk.tickets.get', options, (to) => this.#trpc.get.query(ref, to))
  }

  /**
   * Updates priority, tags, and who has to act next. Fields that are left out keep their values; `tags` replaces the
   * tags, and creates those that do not exist.
   *
   * Rejects with `TICKET_NOT_FOUND`, with `STATUS_CONFLICT` for `waitingOn` of a ticket that is done, or with
   * `PRECONDITION_FAILED`.
   * @example
   * await support.desk.tickets.update({ id: 1523, priority: 'HIGH', tags: ['refund'] })
   */
  update(
    input: DeskTicketUpdate,
    { ifVersion = input.ifVersion, ...options }: VersionedChangeOptions = {},
  ): SupportCall<DeskTicket, 'desk.tickets.update'> {
    return call('desk.tickets.update', options, (to) => this.#trpc.update.mutate({ ...input, ifVersion }, to))
  }

  /**
   * Changes the status by a transition, with the fields that must come with it. `allowedTransitions` of a ticket names
   * those that the caller may use; see also {@link canTransition}.
   *
   * Rejects with `TICKET_NOT_FOUND`, also for the ticket of `duplicateOf`, with `STATUS_CONFLICT` if the transition does
   * not start at the status of the ticket, with `FORBIDDEN` if the caller may not use it, or with `PRECONDITION_FAILED`.
   * @example
   * await support.desk.tickets.transition({ id: 1523, transition: { name: 'resolve', resolutionCode: 'SOLVED' } })
   */
  transition(
    input: TicketTransitionRequest,
    { ifVersion = input.ifVersion, ...options }: VersionedChangeOptions = {},
  ): SupportCall<DeskTicket, 'desk.tickets.transition'> {
    return call('desk.tickets.transition', options, (to) => this.#trpc.transition.mutate({ ...input, ifVersion }, to))
  }

  /**
   * Assigns the ticket to an agent, to a team, or to both; null removes one. A team chooses a member for a ticket that
   * nobody has, unless its `assignment` is `manual`.
   *
   * Rejects with `TICKET_NOT_FOUND`, `AGENT_NOT_FOUND` (also for a disabled agent), `TEAM_NOT_FOUND`, or with
   * `PRECONDITION_FAILED`.
   * @example
   * await support.desk.tickets.assign({ id: 1523, teamId: 3, agentId: null })
   */
  assign(
    input: TicketAssignment,
    { ifVersion = input.ifVersion, ...options }: VersionedChangeOptions = {},
  ): SupportCall<DeskTicket, 'desk.tickets.assign'> {
    return call('desk.tickets.assign', options, (to) => this.#trpc.assign.mutate({ ...input, ifVersion }, to))
  }

  /**
   * Assigns the ticket to the agent who calls. With `force`, takes it also from another agent.
   *
   * Rejects with `TICKET_NOT_FOUND`, with `ALREADY_ASSIGNED` if another agent has it (`detail` names the agent), or with
   * `PRECONDITION_FAILED`.
   * @example
   * await support.desk.tickets.take({ id: 1523 })
   */
  take(
    input: TicketTake,
    { ifVersion = input.ifVersion, ...options }: VersionedChangeOptions = {},
  ): SupportCall<DeskTicket, 'desk.tickets.take'> {
    return call('desk.tickets.take', options, (to) => this.#trpc.take.mutate({ ...input, ifVersion }, to))
  }

  /**
   * Gives back a ticket that is assigned to the agent who calls. It keeps its team.
   *
   * Rejects with `TICKET_NOT_FOUND`, with `ALREADY_ASSIGNED` if another agent has it, or with `PRECONDITION_FAILED`.
   * @example
   * await support.desk.tickets.release({ id: 1523 })
   */
  release(
    ref: VersionedRef,
    { ifVersion = ref.ifVersion, ...options }: VersionedChangeOptions = {},
  ): SupportCall<DeskTicket, 'desk.tickets.release'> {
    return call('desk.tickets.release', options, (to) => this.#trpc.release.mutate({ ...ref, ifVersion }, to))
  }

  /**
   * Snoozes the ticket until a time, or until the next reply of the requester.
   *
   * Rejects with `TICKET_NOT_FOUND`, with `INVALID_INPUT` for a time that is not in the future, with `STATUS_CONFLICT`
   * if the ticket is done, or with `PRECONDITION_FAILED`.
   * @example
   * await support.desk.tickets.snooze({ id: 1523, until: '2026-03-12T08:00:00Z' })
   */
  snooze(
    input: TicketSnooze,
    { ifVersion = input.ifVersion, ...options }: VersionedChangeOptions = {},
  ): SupportCall<DeskTicket, 'desk.tickets.snooze'> {
    return call('desk.tickets.snooze', options, (to) => this.#trpc.snooze.mutate({ ...input, ifVersion }, to))
  }

  /**
   * Ends the snooze of the ticket.
   *
   * Rejects with `TICKET_NOT_FOUND`, or with `PRECONDITION_FAILED`.
   * @example
   * await support.desk.tickets.unsnooze({ id: 1523 })
   */
  unsnooze(
    ref: VersionedRef,
    { ifVersion = ref.ifVersion, ...options }: VersionedChangeOptions = {},
  ): SupportCall<DeskTicket, 'desk.tickets.unsnooze'> {
    return call('desk.tickets.unsnooze', options, (to) => this.#trpc.unsnooze.mutate({ ...ref, ifVersion }, to))
  }

  /**
   * Adds the agent who calls to the followers of the ticket.
   *
   * Rejects with `TICKET_NOT_FOUND`, with `FOLLOWER_LIMIT_REACHED` if the ticket has 50, or with `PRECONDITION_FAILED`.
   * @example
   * await support.desk.tickets.follow({ id: 1523 })
   */
  follow(
    ref: VersionedRef,
    { ifVersion = ref.ifVersion, ...options }: VersionedChangeOptions = {},
  ): SupportCall<DeskTicket, 'desk.tickets.follow'> {
    return call('desk.tickets.follow', options, (to) => this.#trpc.follow.mutate({ ...ref, ifVersion }, to))
  }

  /**
   * Removes the agent who calls from the followers of the ticket.
   *
   * Rejects with `TICKET_NOT_FOUND`, or with `PRECONDITION_FAILED`.
   * @example
   * await support.desk.tickets.unfollow({ id: 1523 })
   */
  unfollow(
    ref: VersionedRef,
    { ifVersion = ref.ifVersion, ...options }: VersionedChangeOptions = {},
  ): SupportCall<DeskTicket, 'desk.tickets.unfollow'> {
    return call('desk.tickets.unfollow', options, (to) => this.#trpc.unfollow.mutate({ ...ref, ifVersion }, to))
  }

  /**
   * Merges a ticket, the source, into another one of the same requester, which must be OPEN or IN_PROGRESS. Messages,
   * attachments and followers go to the other ticket; the source is closed, and what is written to it later goes there
   * too. With `dryRun`, returns what would happen.
   *
   * Rejects with `TICKET_NOT_FOUND`, `REQUESTER_MISMATCH`, with `STATUS_CONFLICT` if one of the tickets is merged or the
   * target is done, with `MESSAGE_LIMIT_REACHED`, `FILE_LIMIT_REACHED` or `FOLLOWER_LIMIT_REACHED` if the target cannot
   * get all, or with `PRECONDITION_FAILED`; `ifVersion` is that of the source, `intoIfVersion` that of the target.
   * @example
   * const { movedMessages } = await support.desk.tickets.merge({ id: 1524, into: 1523 }, { dryRun: true })
   */
  merge(
    input: TicketMerge,
    { ifVersion = input.ifVersion, ...options }: VersionedChangeOptions = {},
  ): SupportCall<TicketMergeResult, 'desk.tickets.merge'> {
    return call('desk.tickets.merge', options, (to) => this.#trpc.merge.mutate({ ...input, ifVersion }, to))
  }

  /**
   * Undoes the merge of this ticket into another one, within 24 hours. What the merge moved, and what was written to this
   * ticket since, comes back; what was written to the other ticket stays there.
   *
   * Rejects with `TICKET_NOT_FOUND`, with `STATUS_CONFLICT` if the ticket is not merged or the other one is merged itself,
   * with `MERGE_UNDO_EXPIRED`, or with `PRECONDITION_FAILED`.
   * @example
   * await support.desk.tickets.unmerge({ id: 1524 })
   */
  unmerge(
    ref: VersionedRef,
    { ifVersion = ref.ifVersion, ...options }: VersionedChangeOptions = {},
  ): SupportCall<TicketMergeResult, 'desk.tickets.unmerge'> {
    return call('desk.tickets.unmerge', options, (to) => this.#trpc.unmerge.mutate({ ...ref, ifVersion }, to))
  }

  /**
   * Makes a new ticket of a message of the requester, with its files. The text stays in the conversation. The tickets are
   * linked.
   *
   * Rejects with `TICKET_NOT_FOUND`, `MESSAGE_NOT_FOUND`, with `INVALID_INPUT` for a message of somebody else, or with
   * `LINK_LIMIT_REACHED`.
   * @example
   * const { ticketId } = await support.desk.tickets.split({ id: 1523, messageId: 77, subject: 'Second booking' })
   */
  split(input: TicketSplit, options?: ChangeOptions): SupportCall<DeskTicket, 'desk.tickets.split'> {
    return call('desk.tickets.split', options, (to) => this.#trpc.split.mutate(input, to))
  }

  /**
   * Lists the events of a ticket, ascending by position: who changed what, also what its requester does not see. An event
   * is in the log about 30 ms after its change, and for 90 days.
   *
   * Rejects with `TICKET_NOT_FOUND`, or with `CURSOR_INVALID` if no page of this list returned the cursor.
   * @example
   * for await (const { type, actor, data } of support.desk.tickets.timeline({ id: 1523 })) show(type, actor, data)
   */
  timeline(query: TimelineQuery, options?: CallOptions): ListCall<SupportEvent, 'desk.tickets.timeline'> {
    return listCall('desk.tickets.timeline', query, options, (page, to) => this.#trpc.timeline.query(page, to))
  }

  /**
   * Marks a ticket as read by the caller: it is unread again when its requester writes something.
   *
   * Rejects with `TICKET_NOT_FOUND`.
   * @example
   * const { readAt } = await support.desk.tickets.markRead({ id: 1523 })
   */
  markRead(ref: Ref, options?: ChangeOptions): SupportCall<TicketRead, 'desk.tickets.markRead'> {
    return call('desk.tickets.markRead', options, (to) => this.#trpc.markRead.mutate(ref, to))
  }
}
