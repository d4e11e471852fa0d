import { z } from 'zod'
import { Id } from './ids.ts'
import { PageRequest } from './pages.ts'
import { text } from './text.ts'
import { RoleContext, TicketCategory, TicketStatus } from './ticket-members.ts'
import { TimestampInput } from './timestamps.ts'

/** How a list of tickets is ordered; `-` is descending. Equal values are ordered by id, in the same direction. */
export const TicketSort = z
  .enum(['ticketId', '-ticketId', 'createdAt', '-createdAt', 'updatedAt', '-updatedAt', 'relevance'])
  .meta({ id: 'TicketSort' })
export type TicketSort = z.infer<typeof TicketSort>

const SORTS_OF_SEARCH: ReadonlySet<TicketSort> = new Set(['-ticketId', 'relevance'])

/** One value or several, any of which a ticket may have. */
function anyOf<Value extends z.ZodEnum>(value: Value): z.ZodOptional<z.ZodArray<Value>> {
  return z.array(value).min(1).max(value.options.length).optional()
}

const q = text(500, 0).meta({
  description:
    'Words to find, in Spanish or English, in subject and message, or at the start of a name or e-mail address. ' +
    'Accents and case do not count. `"…"` is a phrase, `-word` excludes. The first 16 words count. Words ' +
    'that say nothing (`el`, `the`) are passed over; alone they are looked for in names and addresses.',
  examples: ['reembolso "punto de encuentro" -efectivo'],
})

/** Which tickets to list, in which order, and which page of them. Everything that is given has to hold. */
export const TicketQuery = z
  .object({
    ...PageRequest.shape,
    status: anyOf(TicketStatus),
    category: anyOf(TicketCategory),
    roleContext: anyOf(RoleContext),
    userId: Id.optional(),
    email: text(190).meta({ description: 'The whole address; case does not count.' }).optional(),
    createdFrom: TimestampInput.optional(),
    createdTo: TimestampInput.meta({ description: 'This second is included.' }).optional(),
    updatedSince: TimestampInput.meta({
      description:
        'Tickets created or changed since then by the clock of the database, and those whose change was still being ' +
        'saved at that moment; `updatedAt`, which callers may choose, does not count. May give a ticket again.',
    }).optional(),
    ticketIdFrom: Id.optional(),
    ticketIdTo: Id.meta({ description: 'This id is included.' }).optional(),
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
