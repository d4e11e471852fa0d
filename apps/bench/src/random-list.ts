// Random lists of tickets, with any combination of filters, sort, search and count that the contract allows.
import { RoleContext, TicketCategory, TicketQuery, TicketSort, TicketStatus } from '@kinconecta/support-contracts'
import { INTERVAL_S, NEWEST, USERS, WORDS } from './dataset.ts'
import type { Stage } from './stage.ts'

/** If the contract has a filter without values here, this does not compile. */
type Filter = Exclude<keyof TicketQuery, 'limit' | 'cursor' | 'count' | 'sort' | 'q'>
type Random = () => number
type Lists = Pick<Stage, 'tickets' | 'emails'>

const FILTER_CHANCE = 0.2
const SEARCH_CHANCE = 0.3
const COUNT_CHANCE = 0.2
const LIMITS = [20, 100, 1000]

const SEARCHES = [
  ...Object.values(WORDS),
  `${WORDS.half} ${WORDS.old}`,
  `${WORDS.half} ${WORDS.hundredth}`,
  `${WORDS.old} ${WORDS.none}`,
  `${WORDS.hundredth} ${WORDS.three}`,
  `${WORDS.half} -${WORDS.old}`,
  `-${WORDS.half}`,
  '"punto de encuentro"',
  '"María González"',
  'gonz',
  'gmail.com',
  'el la de',
  '762',
]

/** Returns a function that returns a new query string each time. The same seed gives the same sequence. */
export function randomLists({ tickets, emails }: Lists, seed: number): () => string {
  const random = randomFrom(seed)
  const values = valuesOf({ tickets, emails }, random)
  return () => {
    for (;;) {
      const query = randomQuery(values, random)
      if (TicketQuery.safeParse(query).success) return queryString(query)
    }
  }
}

function randomQuery(values: Record<Filter, () => unknown>, random: Random): Record<string, unknown> {
  const query: Record<string, unknown> = { limit: oneOf(LIMITS, random) }
  for (const [filter, value] of Object.entries(values)) if (random() < FILTER_CHANCE) query[filter] = value()
  if (random() < SEARCH_CHANCE) query['q'] = oneOf(SEARCHES, random)
  if (random() < 0.8) query['sort'] = oneOf(TicketSort.options, random)
  if (random() < COUNT_CHANCE) query['count'] = true
  return query
}

function valuesOf({ tickets, emails }: Lists, random: Random): Record<Filter, () => unknown> {
  const time = () => wireTime(Date.parse(NEWEST) - tickets * INTERVAL_S * 1000 * share(random))
  const id = () => 1 + Math.floor(tickets * share(random))
  return {
    status: () => someOf(TicketStatus.options, random),
    category: () => someOf(TicketCategory.options, random),
    roleContext: () => someOf(RoleContext.options, random),
    userId: () => oneOf([1, 2, 500, USERS - 1, 900_000_000], random),
    email: () => oneOf([emails[0], emails.at(-1), 'nadie@example.com'], random),
    createdFrom: time,
    createdTo: time,
    updatedSince: () => oneOf([time(), wireTime(Date.now() - 60_000)], random),
    ticketIdFrom: id,
    ticketIdTo: id,
  }
}

const wireTime = (ms: number) => new Date(ms).toISOString().slice(0, 19)

/** A number from 0 to 1, often close to 0 or 1. */
function share(random: Random): number {
  const value = random()
  return oneOf([value, value / 100, 1 - value / 100], random)
}

function someOf<Value>(options: readonly Value[], random: Random): Value[] {
  const some = options.filter(() => random() < 0.3)
  return some.length > 0 ? some : [oneOf(options, random)]
}

function oneOf<Value>(values: readonly Value[], random: Random): Value {
  return values[Math.floor(random() * values.length)]!
}

function queryString(query: Record<string, unknown>): string {
  const pairs = Object.entries(query).flatMap(([name, value]) => [value].flat().map((one) => [name, String(one)]))
  return new URLSearchParams(pairs).toString()
}

/** The mulberry32 generator. */
function randomFrom(seed: number): Random {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
