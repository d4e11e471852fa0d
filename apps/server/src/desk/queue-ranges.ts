import { TicketPriority, TicketStatus } from '@kinconecta/support-contracts'
import type { KeysetPosition } from '../platform/paging/cursor.ts'
import type { QueueFilters } from './queue-filters.ts'
import type { QueueOrder } from './queue-order.ts'

/**
 * A range of an index that has its tickets in the order of the queue: those of one status and, in orders that are not by
 * creation, of one priority, after a time and an id.
 */
export interface QueueRange {
  status: TicketStatus
  priority: TicketPriority | null
  time: string
  id: number
}

/** The ranges that contain the rest of the queue after `position`. */
export function rangesAfter(
  order: QueueOrder,
  { status = TicketStatus.options, priority = TicketPriority.options }: QueueFilters,
  position: KeysetPosition | undefined,
): QueueRange[] {
  const start = order.isDescending ? { time: 'infinity', id: Number.MAX_SAFE_INTEGER } : { time: '-infinity', id: 0 }
  const [time, id] = (position?.slice(-2) ?? []) as [string?, number?]
  const after = time === undefined ? start : { time, id: id! }
  const priorities = order.time === 'created_at' ? [null] : [...new Set(priority)]
  return [...new Set(status)].flatMap((each) =>
    priorities.flatMap((rank) => {
      const place = order.isByPriority && position ? compare(order, rank!, position[0] as TicketPriority) : 0
      if (place < 0) return []
      return [{ status: each, priority: rank, ...(place === 0 ? after : start) }]
    }),
  )
}

/** Less than 0 if tickets with the priority `a` come before those with `b`, greater than 0 if they come after. */
function compare({ isDescending }: QueueOrder, a: TicketPriority, b: TicketPriority): number {
  const difference = TicketPriority.options.indexOf(a) - TicketPriority.options.indexOf(b)
  return isDescending ? difference : -difference
}
