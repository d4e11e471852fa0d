import { z } from 'zod'
import { Ref } from '../core/ids.ts'
import { PageRequest } from '../core/pages.ts'

/** A page of the events of one ticket. */
export const TimelineQuery = z.object({
  ...Ref.shape,
  limit: PageRequest.shape.limit,
  cursor: PageRequest.shape.cursor,
})
export type TimelineQuery = z.infer<typeof TimelineQuery>
