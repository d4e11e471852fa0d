import { z } from 'zod'
import { ErrorCodeName } from '../core/errors.ts'
import { Id, IfVersion, Ref } from '../core/ids.ts'
import { PageRequest } from '../core/pages.ts'
import { Timestamp } from '../core/timestamps.ts'
import { DeskTicketFilters } from './desk-ticket-query.ts'
import { isEmptyChangeSet, TicketChangeSet } from './ticket-change-set.ts'

/** The most tickets that a bulk change can name, and that it can change in one transaction. */
export const MAX_BULK_IDS = 100

/** The most tickets of one bulk change. */
export const MAX_BULK_TICKETS = 200_000

/** The maximum number of tickets in the bulk changes that a caller creates within 24 hours. */
export const MAX_BULK_TICKETS_A_DAY = 1_000_000

/** The most bulk changes of one caller that have not ended. */
export const MAX_RUNNING_BULKS = 5

/** For how long a bulk change can be undone after its end, in hours. */
export const BULK_UNDO_HOURS = 24

/** How far a bulk change has come. */
export const BulkStatus = z.enum(['queued', 'running', 'done', 'failed', 'cancelled']).meta({
  id: 'BulkStatus',
  description:
    '`done`: every ticket was tried; some may have failed. `failed`: a ticket of an atomic change failed, so none was ' +
    'changed, or the service gave the change up. `cancelled`: the rest was not tried.',
})
export type BulkStatus = z.infer<typeof BulkStatus>

/** One change of many tickets. */
export const BulkChange = z
  .object({
    bulkId: Id,
    status: BulkStatus,
    total: z.int().min(0).meta({ description: 'The number of tickets. It is fixed when the change is created.' }),
    done: z.int().min(0).meta({ description: 'The number of tickets that were tried, failed ones included.' }),
    failed: z.int().min(0).meta({ description: 'The number of tickets with the outcome `failed`.' }),
    atomic: z.boolean().meta({ description: 'Whether all tickets are changed in one transaction, or none.' }),
    changes: TicketChangeSet.nullable().meta({ description: 'What is changed; null if this change undoes another.' }),
    undoOf: Id.nullable().meta({ description: 'The bulk change that this one undoes.' }),
    undoneBy: Id.nullable().meta({
      description: 'The bulk change that undoes this one; null also if that one was cancelled or given up.',
    }),
    createdAt: Timestamp,
    endedAt: Timestamp.nullable().meta({ description: 'When it ended; null if it has not.' }),
  })
  .meta({ id: 'BulkChange' })
export type BulkChange = z.infer<typeof BulkChange>

const BulkTicket = z.object({ id: Id.meta({ description: 'The ticket.' }), ifVersion: IfVersion }).meta({
  id: 'BulkTicket',
})

/** The filters of the queue that select the tickets of a bulk change. */
export const BulkFilter = DeskTicketFilters.omit({ sort: true }).meta({
  id: 'BulkFilter',
  description: 'The filters of `desk.tickets.list`. `{}` selects all tickets.',
})

/** The input that starts a change of many tickets: with `tickets`, or with `filter`. */
export const BulkCreate = z
  .object({
    tickets: z
      .array(BulkTicket)
      .min(1)
      .max(MAX_BULK_IDS)
      .refine((tickets) => new Set(tickets.map(({ id }) => id)).size === tickets.length, 'Must not repeat a ticket')
      .meta({ description: 'The tickets to change, each only if it has the version `ifVersion`, if that is sent.' })
      .optional(),
    filter: BulkFilter.optional(),
    changes: TicketChangeSet,
    atomic: z
      .boolean()
      .meta({ description: 'Change all tickets in one transaction, or none; for up to 100 tickets. Default: false.' })
      .optional(),
  })
  .refine(({ tickets, filter }) => (tickets === undefined) !== (filter === undefined), {
    message: 'Must have either tickets or filter',
    path: ['tickets'],
  })
  .refine(({ changes }) => !isEmptyChangeSet(changes), { message: 'Must have a change', path: ['changes'] })
  .meta({
    id: 'BulkCreate',
    examples: [{ filter: { assigneeId: 'me', status: ['OPEN'] }, changes: { priority: 'HIGH' } }],
  })
export type BulkCreate = z.infer<typeof BulkCreate>

/** A page of the bulk changes of the caller. */
export const BulkQuery = z.object({ limit: PageRequest.shape.limit, cursor: PageRequest.shape.cursor })
export type BulkQuery = z.infer<typeof BulkQuery>

/** What happened to one ticket of a bulk change. */
export const BulkResult = z
  .object({
    ticketId: Id,
    outcome: z.enum(['changed', 'unchanged', 'failed', 'rolled_back']).meta({
      description:
        '`unchanged`: it had these values already. `rolled_back`: it could be changed, but another ticket of the atomic ' +
        'change failed.',
    }),
    code: ErrorCodeName.nullable().meta({ description: 'Why it failed: the code that the single operation has.' }),
    detail: z.string().nullable().meta({ description: 'Why it failed, as a sentence.' }),
  })
  .meta({ id: 'BulkResult' })
export type BulkResult = z.infer<typeof BulkResult>

/** Which results of a bulk change to list. */
export const BulkResultQuery = z.object({
  ...Ref.shape,
  outcome: z
    .array(BulkResult.shape.outcome)
    .min(1)
    .max(4)
    .meta({ description: 'Only tickets with one of these outcomes.' })
    .optional(),
  limit: PageRequest.shape.limit,
  cursor: PageRequest.shape.cursor,
})
export type BulkResultQuery = z.infer<typeof BulkResultQuery>
