import { z } from 'zod'
import { Id, VersionedRef } from '../core/ids.ts'
import { PageRequest } from '../core/pages.ts'
import { text } from '../core/text.ts'
import { Timestamp } from '../core/timestamps.ts'
import { AgentId } from './desk-fields.ts'
import { DeskTicketFilters } from './desk-ticket-query.ts'

/** The maximum number of views of one agent. */
export const MAX_VIEWS = 100

/** A view is counted exactly up to this number of tickets. */
export const MAX_VIEW_COUNT = 1000

const name = text(100).meta({ description: 'Name of the view.' })
const query = DeskTicketFilters.omit({ updatedSince: true }).meta({
  description:
    'The filters and the order of `desk.tickets.list`, without `updatedSince`. `me` means the agent who uses the view.',
})
const IS_SHARED = 'Whether all staff see the view. Only its owner and admins can change it.'

/** A saved query of the queue. */
export const DeskView = z
  .object({
    viewId: Id,
    ownerId: AgentId.meta({ description: 'The agent who created the view.' }),
    name,
    isShared: z.boolean().meta({ description: IS_SHARED }),
    query,
    createdAt: Timestamp,
  })
  .meta({ id: 'DeskView' })
export type DeskView = z.infer<typeof DeskView>

const example = { name: 'Urgent and mine', query: { assigneeId: 'me', priority: ['URGENT'], status: ['OPEN'] } }

/** The input that creates a view. */
export const DeskViewCreate = z
  .object({
    name,
    isShared: z
      .boolean()
      .meta({ description: `${IS_SHARED} Default: false.` })
      .optional(),
    query,
  })
  .meta({ id: 'DeskViewCreate', examples: [example] })
export type DeskViewCreate = z.infer<typeof DeskViewCreate>

/** The input that updates a view: replaces its name and its query, and `isShared` if it is sent. */
export const DeskViewUpdate = z
  .object({
    ...VersionedRef.shape,
    name,
    isShared: z
      .boolean()
      .meta({ description: `${IS_SHARED} Unchanged if not sent.` })
      .optional(),
    query,
  })
  .meta({ id: 'DeskViewUpdate', examples: [example] })
export type DeskViewUpdate = z.infer<typeof DeskViewUpdate>

/** A page of the views that the caller sees. */
export const DeskViewQuery = z.object({ limit: PageRequest.shape.limit, cursor: PageRequest.shape.cursor })
export type DeskViewQuery = z.infer<typeof DeskViewQuery>

/** The views to count. */
export const ViewCountQuery = z.object({
  viewIds: z
    .array(Id)
    .min(1)
    .max(20)
    .meta({ description: 'The views to count. Default: the first 20 that the caller sees. Unknown ones are left out.' })
    .optional(),
})
export type ViewCountQuery = z.infer<typeof ViewCountQuery>

/** The numbers of tickets in views. */
export const ViewCounts = z
  .object({
    counts: z
      .array(
        z.object({
          viewId: Id,
          count: z.int().min(0).max(MAX_VIEW_COUNT).meta({ description: 'The number of tickets, at most 1,000.' }),
          isMore: z.boolean().meta({
            description: 'Whether there can be more tickets than `count`. With the count 0: counting took too long.',
          }),
        }),
      )
      .meta({ description: 'One count for each view.' }),
  })
  .meta({ id: 'DeskViewCounts' })
export type ViewCounts = z.infer<typeof ViewCounts>
