import { z } from 'zod'
import { Id } from '../core/ids.ts'
import { PageRequest } from '../core/pages.ts'
import { text } from '../core/text.ts'
import { RoleContext, TicketCategory, TicketStatus } from './ticket-fields.ts'
import { TimestampInput } from '../core/timestamps.ts'

/** How a list of tickets is ordered; `-` is descending. Equal values are ordered by id, in the same direction. */
export const TicketSort = z
  .enum(['ticketId', '-ticketId', 'createdAt', '-createdAt', 'updatedAt', '-updatedAt', 'relevance'])
  .meta({ id: 'TicketSort', description: 'How tickets are ordered; `-` is descending.' })
export type TicketSort = z.infer<typeof TicketSort>

const SORTS_OF_SEARCH: ReadonlySet<TicketSort> = new Set(['-ticketId', 'relevance'])

/** One value or several, any of which a ticket may have. */
function anyOf<Value extends z.ZodEnum>(value: Value, description: string): z.ZodOptional<z.ZodArray<Value>> {
  return z.array(value).min(1).max(value.options.length).meta({ description }).optional()
}

const q = text(500, 0).meta({
  description:
    'Words to find, in Spanish or English, in subject and message, or at the start of a word of a name or e-mail ' +
    'address. Accents and case are optional. `"…"` is a phrase, `-word` excludes. The first 16 words count. A number ' +
    '(`762`, `#762`) also finds the ticket with that id. Stop words (`el`, `the`) are ignored; alone they are looked ' +
    'up in names and addresses.',
  examples: ['reembolso "punto de encuentro" -efectivo'],
})

/** Which tickets to list, in which order, and which page of them. Everything that is given has to hold. */
export const TicketQuery = z
  .object({
    ...PageRequest.shape,
    status: anyOf(TicketStatus, 'With any of these statuses.'),
    category: anyOf(TicketCategory, 'Of any of these categories.'),
    roleContext: anyOf(RoleContext, 'Written in any of these roles.'),
    userId: Id.meta({ description: 'Of this requester.' }).optional(),
    email: text(190).meta({ description: 'Of this whole address; case does not count.' }).optional(),
    createdFrom: TimestampInput.meta({ description: 'Created then or later.' }).optional(),
    createdTo: TimestampInput.meta({ description: 'Created by then; this second is included.' }).optional(),
    updatedSince: TimestampInput.meta({
      description:
        'Tickets created or changed since then by the clock of the database, and those whose change was still being ' +
        'saved at that moment; `updatedAt`, which callers may choose, does not count. May give a ticket again.',
    }).optional(),
    ticketIdFrom: Id.meta({ description: 'With this id or a greater one.' }).optional(),
    ticketIdTo: Id.meta({ description: 'With this id or a smaller one.' }).optional(),
    q: q.optional(),
    sort: TicketSort.meta({
      description: '`ticketId` unless sent; with `q` `-ticketId`, the newest first.',
    }).optional(),
  })
  .check(({ value, issues }) => {
    const { sort, q: words } = value
    if (sort === undefined) return
    if (isSearch(value) && !SORTS_OF_SEARCH.has(sort)) {
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
        message: 'relevance orders what q finds, and there is no q',
      })
    }
  })
export type TicketQuery = z.infer<typeof TicketQuery>

/** Whether there is something to search for: an empty search box asks for everything. */
export function isSearch({ q: words }: Pick<TicketQuery, 'q'>): boolean {
  return words !== undefined && words.trim() !== ''
}
