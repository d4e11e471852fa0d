import type {
  DeskTicketFilters,
  DeskTicketQuery,
  DeskTicketSort,
  RoleContext,
  TicketCategory,
  TicketPriority,
  TicketStatus,
  WaitingOn,
} from '@kinconecta/support-client'
import { flagOf, idOf, listOf, oneOf, stringifySearch, textOf, textsOf } from '../app/search-params.ts'

export const STATUSES = ['OPEN', 'IN_PROGRESS', 'RESOLVED', 'CLOSED'] as const satisfies readonly TicketStatus[]
export const CATEGORIES = [
  'RESERVAS_VIAJES',
  'PAGOS_FACTURACION',
  'CUENTA_SEGURIDAD',
  'VERIFICACION_GUIAS',
  'OTRO',
  'GENERAL',
] as const satisfies readonly TicketCategory[]
export const PRIORITIES = ['URGENT', 'HIGH', 'NORMAL', 'LOW'] as const satisfies readonly TicketPriority[]
export const WAITING_ON = ['agent', 'requester', 'third_party'] as const satisfies readonly WaitingOn[]
export const ROLES = ['GUIDE', 'TOURIST', 'GUEST'] as const satisfies readonly RoleContext[]
export const SORTS = [
  '-lastActivityAt',
  'lastActivityAt',
  '-priority',
  'priority',
  '-createdAt',
  'createdAt',
  'dueAt',
] as const satisfies readonly DeskTicketSort[]

const MAX_WORDS_LENGTH = 500
const PAGE_SIZE = 100

/** The queue as the address has it: the filters of the service by their names, and the view from which they come. */
export interface QueueSearch extends DeskTicketFilters {
  view?: number | undefined
}

/** What a control of a filter needs. */
export interface FilterProperties {
  search: QueueSearch
  /** Changes the address. */
  onChange: (changes: QueueSearch) => void
}

/** The list that the service is asked for. */
export type QueueQuery = Omit<DeskTicketQuery, 'cursor' | 'count'>

/** How each filter is read from an address. */
const READERS: { [Name in keyof DeskTicketFilters]-?: (value: unknown) => DeskTicketFilters[Name] } = {
  q: (value) => textOf(value, MAX_WORDS_LENGTH),
  status: (value) => listOf(value, STATUSES),
  priority: (value) => listOf(value, PRIORITIES),
  assigneeId: (value) => textOf(value, 200),
  teamId: idOf,
  hasTeam: flagOf,
  tags: (value) => textsOf(value, 20, 50),
  waitingOn: (value) => listOf(value, WAITING_ON),
  category: (value) => listOf(value, CATEGORIES),
  roleContext: (value) => listOf(value, ROLES),
  isSnoozed: flagOf,
  isUnread: flagOf,
  dueBefore: timestampOf,
  isBreached: flagOf,
  userId: idOf,
  email: (value) => textOf(value, 190),
  createdFrom: timestampOf,
  createdTo: timestampOf,
  updatedSince: timestampOf,
  ticketIdFrom: idOf,
  ticketIdTo: idOf,
  sort: (value) => oneOf(value, SORTS),
}
export const FILTER_NAMES = Object.keys(READERS) as (keyof DeskTicketFilters)[]

/** Reads the query of an address. What is not valid counts as absent, so that every address shows a queue. */
export function queueSearch(search: Record<string, unknown>): QueueSearch {
  const read = FILTER_NAMES.map((name) => [name, READERS[name](search[name])] as const)
  return withoutAbsent([['view', idOf(search['view'])], ...read])
}

/** The filters without the view, in one order, so that equal filters are the same text. */
export function filtersOf(search: DeskTicketFilters): DeskTicketFilters {
  return withoutAbsent(FILTER_NAMES.map((name) => [name, search[name]] as const))
}

/** A text for the filters: equal for the same list, whatever view shows it. */
export function nameOfQueue(search: QueueSearch): string {
  return stringifySearch(filtersOf(search))
}

/** The address that shows a view. */
export function searchOfView(viewId: number, query: DeskTicketFilters): QueueSearch {
  return { view: viewId, ...filtersOf(query) }
}

/** The list that the service is asked for. */
export function queueQuery(search: QueueSearch): QueueQuery {
  return { ...filtersOf(search), limit: PAGE_SIZE }
}

/** Whether new tickets come at the end. */
export function isAscending({ sort }: DeskTicketFilters): boolean {
  return sort === 'createdAt' || sort === 'lastActivityAt' || sort === 'priority' || sort === 'dueAt'
}

function withoutAbsent(pairs: readonly (readonly [string, unknown])[]): QueueSearch {
  return Object.fromEntries(pairs.filter(([, value]) => value !== undefined))
}

function timestampOf(value: unknown): string | undefined {
  const text = textOf(value, 40)
  return text !== undefined && /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)?$/.test(text) ? text : undefined
}
