import { Ref, VersionedRef } from '../core/ids.ts'
import { operation } from '../trpc.ts'
import { DeskTicketUpdate, TicketAssignment, TicketSnooze, TicketTake } from './desk-ticket-changes.ts'
import { DeskTicket } from './desk-ticket.ts'
import { TicketTransitionRequest } from './transition.ts'
import { merging } from './merge-operations.ts'
import { queue } from './queue-operations.ts'

const tags = ['Desk']
const item = '/desk/tickets/{id}'
const success = { status: 200, description: 'The ticket after the change.' } as const

/** The procedures of `desk.tickets.*`. */
export const deskTickets = {
  ...queue,
  ...merging,

  get: operation({
    openapi: { method: 'GET', path: item, tags, summary: 'Get a ticket as staff see it' },
    success: { status: 200, description: 'The ticket.' },
    errors: ['TICKET_NOT_FOUND'],
  })
    .input(Ref)
    .output(DeskTicket)
    .query(({ ctx, input }) => ctx.desk.tickets.get(input)),

  update: operation({
    openapi: { method: 'PUT', path: item, tags, summary: 'Update priority, tags, and who has to act next' },
    success,
    errors: ['TICKET_NOT_FOUND', 'PRECONDITION_FAILED', 'STATUS_CONFLICT', 'TAG_LIMIT_REACHED'],
    events: ['ticket.priority_changed', 'ticket.waiting_on_changed', 'ticket.tags_changed'],
  })
    .input(DeskTicketUpdate)
    .output(DeskTicket)
    .mutation(({ ctx, input }) => ctx.desk.tickets.update(input)),

  transition: operation({
    openapi: {
      method: 'POST',
      path: `${item}/transition`,
      tags,
      summary: 'Change the status by a transition',
      description:
        'The body has the name of the transition with the fields that it needs: ' +
        '`{"transition": {"name": "resolve", "resolutionCode": "SOLVED"}}`. `allowedTransitions` of the ticket has the ' +
        'transitions that the caller may use now. One from another status is refused with `STATUS_CONFLICT`, one that ' +
        'the caller may not use with `FORBIDDEN`.',
    },
    success,
    errors: ['TICKET_NOT_FOUND', 'PRECONDITION_FAILED', 'STATUS_CONFLICT'],
    events: ['ticket.status_changed', 'ticket.resolution_changed'],
  })
    .input(TicketTransitionRequest)
    .output(DeskTicket)
    .mutation(({ ctx, input }) => ctx.desk.tickets.transition(input)),

  assign: operation({
    openapi: {
      method: 'POST',
      path: `${item}/assign`,
      tags,
      summary: 'Assign a ticket to an agent or a team',
      description:
        'Null removes the agent or the team; a field that is left out keeps its value. If a team is sent and nobody would ' +
        'have the ticket, the team chooses a member by its `assignment`.',
    },
    success,
    errors: ['TICKET_NOT_FOUND', 'PRECONDITION_FAILED', 'AGENT_NOT_FOUND', 'TEAM_NOT_FOUND'],
    events: ['ticket.assigned'],
  })
    .input(TicketAssignment)
    .output(DeskTicket)
    .mutation(({ ctx, input }) => ctx.desk.tickets.assign(input)),

  take: operation({
    openapi: {
      method: 'POST',
      path: `${item}/take`,
      tags,
      summary: 'Assign a ticket to yourself',
      description:
        'If another agent has the ticket, the call is refused with `ALREADY_ASSIGNED`, unless `force` is true.',
    },
    success,
    errors: ['TICKET_NOT_FOUND', 'PRECONDITION_FAILED', 'ALREADY_ASSIGNED'],
    events: ['ticket.assigned'],
  })
    .input(TicketTake)
    .output(DeskTicket)
    .mutation(({ ctx, input }) => ctx.desk.tickets.take(input)),

  release: operation({
    openapi: { method: 'POST', path: `${item}/release`, tags, summary: 'Give back a ticket that is assigned to you' },
    success,
    errors: ['TICKET_NOT_FOUND', 'PRECONDITION_FAILED', 'ALREADY_ASSIGNED'],
    events: ['ticket.assigned'],
  })
    .input(VersionedRef)
    .output(DeskTicket)
    .mutation(({ ctx, input }) => ctx.desk.tickets.release(input)),

  snooze: operation({
    openapi: { method: 'POST', path: `${item}/snooze`, tags, summary: 'Snooze a ticket until a time or a reply' },
    success,
    errors: ['TICKET_NOT_FOUND', 'PRECONDITION_FAILED', 'STATUS_CONFLICT'],
    events: ['ticket.snoozed'],
  })
    .input(TicketSnooze)
    .output(DeskTicket)
    .mutation(({ ctx, input }) => ctx.desk.tickets.snooze(input)),

  unsnooze: operation({
    openapi: { method: 'POST', path: `${item}/unsnooze`, tags, summary: 'End the snooze of a ticket' },
    success,
    errors: ['TICKET_NOT_FOUND', 'PRECONDITION_FAILED'],
    events: ['ticket.unsnoozed'],
  })
    .input(VersionedRef)
    .output(DeskTicket)
    .mutation(({ ctx, input }) => ctx.desk.tickets.unsnooze(input)),

  follow: operation({
    openapi: { method: 'POST', path: `${item}/follow`, tags, summary: 'Follow a ticket' },
    success,
    errors: ['TICKET_NOT_FOUND', 'PRECONDITION_FAILED', 'FOLLOWER_LIMIT_REACHED'],
    events: ['ticket.follower_added'],
  })
    .input(VersionedRef)
    .output(DeskTicket)
    .mutation(({ ctx, input }) => ctx.desk.tickets.follow(input)),

  unfollow: operation({
    openapi: { method: 'POST', path: `${item}/unfollow`, tags, summary: 'Stop following a ticket' },
    success,
    errors: ['TICKET_NOT_FOUND', 'PRECONDITION_FAILED'],
    events: ['ticket.follower_removed'],
  })
    .input(VersionedRef)
    .output(DeskTicket)
    .mutation(({ ctx, input }) => ctx.desk.tickets.unfollow(input)),
}
