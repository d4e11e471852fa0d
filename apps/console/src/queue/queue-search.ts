import type { TicketCategory, TicketQuery, TicketSort, TicketStatus } from '@kinconecta/support-client'
import { listOf, oneOf, textOf } from '../app/search-params.ts'

export const STATUSES = ['OPEN', 'IN_PROGRESS', 'RESOLVED', 'CLOSED'] as const satisfies readonly TicketStatus[]
export const CATEGORIES = [
  'RESERVAS_VIAJES',
  'PAGOS_FACTURACION',
  'CUENTA_SEGURIDAD',
  'VERIFICACION_GUIAS',
  'OTRO',
  'GENERAL',
] as const satisfies readonly TicketCategory[]

/** The orders of the queue. With words, only those of a search are possible. */
export const SORTS = ['-updatedAt', 'updatedAt', '-createdAt', 'createdAt'] as const
export const SEARCH_SORTS = ['-createdAt', 'relevance'] as const
export type QueueSort = (typeof SORTS)[number] | (typeof SEARCH_SORTS)[number]

const MAX_WORDS_LENGTH = 500
const PAGE_SIZE = 100

/** The queue as the address has it. What is absent is the standard. */
export interface QueueSearch {
  q?: string | undefined
  /** Absent: all. */
  status?: TicketStatus[] | undefined
  category?: TicketCategory[] | undefined
  sort?: QueueSort | undefined
}

/** Reads the query of an address. What is not valid counts as absent, so that every address shows a queue. */
export function queueSearch(search: Record<string, unknown>): QueueSearch {
  const q = textOf(search['q'], MAX_WORDS_LENGTH)
  return {
    q,
    status: listOf(search['status'], STATUSES),
    category: listOf(search['category'], CATEGORIES),
    sort: oneOf<QueueSort>(search['sort'], sortsOf(q)),
  }
}

export function sortsOf(q: string | undefined): readonly QueueSort[] {
  return q === undefined ? SORTS : SEARCH_SORTS
}

export function sortOf({ q, sort }: QueueSearch): QueueSort {
  return sort ?? sortsOf(q)[0]!
}

/** The list that the service is asked for. */
export function queueQuery(search: QueueSearch): Omit<TicketQuery, 'cursor'> {
  const { q, status, category } = search
  return { q, status, category, sort: ticketSort(search), limit: PAGE_SIZE }
}

/** In a search, the newest tickets are those with the greatest ids. */
function ticketSort(search: QueueSearch): TicketSort {
  const sort = sortOf(search)
  return search.q !== undefined && sort === '-createdAt' ? '-ticketId' : sort
}
