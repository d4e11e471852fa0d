import { z } from 'zod'
import { Id } from '../core/ids.ts'
import { PageRequest } from '../core/pages.ts'
import { text } from '../core/text.ts'
import { RoleContext, TicketCategory, TicketStatus } from './ticket-fields.ts'
import { TimestampInput } from '../core/timestamps.ts'

/** The order of a list of tickets; `-` means descending. Equal values are ordered by id, in the same direction. */
export const TicketSort = z
  .enum(['ticketId', '-ticketId', 'createdAt', '-createdAt', 'updatedAt', '-updatedAt', 'relevance'])
  .meta({ id: 'TicketSort', description: 'Order of the tickets; `-` means descending.' })
export type TicketSort = z.infer<typeof TicketSort>

const SEARCH_SORTS: ReadonlySet<TicketSort> = new Set(['-ticketId', 'relevance'])

/** A filter that matches any of the given values. */
function anyOf<Value extends z.ZodEnum>(value: Value, description: string): z.ZodOptional<z.ZodArray<Value>> {
  return z.array(value).min(1).max(value.options.length).meta({ description }).optional()
}

const q = text(500, 0).meta({
  description:
    'Full-text search in Spanish and English: words in the subject and the message, and starts of words in the name ' +
    'and the e-mail address. Accents and case are optional. `"…"` is a phrase, `-word` excludes. The first 16 words ' +
    'count. A number alone (`762`, `#762`) also finds the ticket with that id. Stop words (`el`, `the`) are ignored; ' +
    'if there are no other words, they are looked up in names and addresses.',
  examples: ['reembolso "punto de encuentro" -efectivo'],
})

/** The filters of a list of tickets, except the search. */
export const TICKET_FILTERS = {
  status: anyOf(TicketStatus, 'Tickets with any of these statuses.'),
  category: anyOf(TicketCategory, 'Tickets of any of these categories.'),
  roleContext: anyOf(RoleContext, 'Tickets created in any of these roles.'),
  userId: Id.meta({ description: 'Tickets of this requester.' }).optional(),
  email: text(190)
    .meta({ description: 'Tickets with this complete e-mail address; ASCII letters are case-insensitive.' })
    .optional(),
  createdFrom: TimestampInput.meta({ description: 'Created at this time or later.' }).optional(),
  createdTo: TimestampInput.meta({
    description: 'Created at this time or earlier; the whole second is included.',
  }).optional(),
  updatedSince: TimestampInput.meta({
    description:
      'Tickets created or changed since this time by the clock of the database, including changes that were not ' +
      'yet committed at this time. `updatedAt`, which callers can choose, is not used. May return a ticket again.',
  }).optional(),
  ticketIdFrom: Id.meta({ description: 'Tickets with this id or a greater one.' }).optional(),
  ticketIdTo: Id.meta({ description: 'Tickets with this id or a smaller one.' }).optional(),
}

/** Filters, order and page of a list of tickets. A ticket is listed if it matches every filter. */
export const TicketQuery = z
  .object({
    ...PageRequest.shape,
    ...TICKET_FILTERS,
    q: q.optional(),
    sort: TicketSort.meta({
      description: 'Order of the tickets. Default: `ticketId`; with `q`, `-ticketId` (newest first).',
    }).optional(),
  })
  .check(({ value, issues }) => {
    const { sort, q: words } = value
    if (sort === undefined) return
    if (isSearch(value) && !SEARCH_SORTS.has(sort)) {
      issues.push({
        code: 'custom',
        path: ['sort'],
        input: sort,
        message: 'With q, must be -ticketId (newest first) or relevance',
      })
    }
    if (sort === 'relevance' && words === undefined) {
      issues.push({
        code: 'custom',
        path: ['sort'],
        input: sort,
        message: 'relevance requires q',
      })
    }
  })
export type TicketQuery = z.infer<typeof TicketQuery>

/** Whether the query is a search. An empty `q`, as from an empty search box, matches every ticket. */
export function isSearch({ q: words }: Pick<TicketQuery, 'q'>): boolean {
  return words !== undefined && words.trim() !== ''
}
