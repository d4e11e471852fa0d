import type { KeysetPosition } from '../platform/paging/cursor.ts'
import type { QueueFilters } from './queue-filters.ts'
import type { QueueOrder } from './queue-order.ts'

/** A slice of the queue. */
export interface QueueSlice {
  filters: QueueFilters
  order: QueueOrder
  /** The keyset position after which the slice starts; undefined for the first slice. */
  position: KeysetPosition | undefined
  limit: number
  /** A snooze whose time has passed by now counts as ended. */
  now: string
}
