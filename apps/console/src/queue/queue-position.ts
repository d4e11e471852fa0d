import type { QueueSearch } from './queue-search.ts'

/** Where the user was in each list, so that "back" leads there. */
interface QueuePosition {
  offset: number
  activeId?: number | undefined
}

const MAX_LISTS = 50
const positions = new Map<string, QueuePosition>()

let lastSearch: QueueSearch = {}

/** The list that the user saw last. */
export function lastQueueSearch(): QueueSearch {
  return lastSearch
}

export function rememberSearch(search: QueueSearch): void {
  lastSearch = search
}

export function positionIn(list: string): QueuePosition {
  return positions.get(list) ?? { offset: 0 }
}

export function rememberPosition(list: string, position: Partial<QueuePosition>): void {
  const changed = { ...positionIn(list), ...position }
  positions.delete(list) // the list that was used last is the last one
  positions.set(list, changed)
  const [oldest] = positions.keys()
  if (positions.size > MAX_LISTS && oldest !== undefined) positions.delete(oldest)
}
