// How long it takes to find tickets: one request after the other, each kind 100 times with other values, and over 32
// connections at once.
import { USERS, WORDS } from './dataset.ts'
import { requester, type Round, sendLoad } from './load.ts'
import type { Stage } from './stage.ts'

const REQUESTS = 100
const WARM_UP = 10
const LOAD_S = 1
const WARM_UP_S = 0.3
const DAY_MS = 86_400_000
const NEWEST_MS = Date.parse('2026-11-01T00:00:00Z')
const BETWEEN_TICKETS_MS = 95_000

/** One kind of finding, and how long pages of 100 took, in milliseconds. */
export interface Found {
  kind: 'filter' | 'search' | 'page'
  name: string
  /** One after the other. */
  times: number[]
  /** Over 32 connections. */
  load: Round
  /** Tickets on a page, on average. */
  tickets: number
}

type Query = (turn: number) => string

/**
 * Measures every filter, sort and search, and the pages at the two ends of the list. It asks the open service, so that the
 * memory of the other is that of the works that are rates.
 */
export async function measureFinding({ open, tickets }: Stage): Promise<Found[]> {
  const list: List = { url: open.url, path: '/api/support_tickets?limit=100' }
  const found: Found[] = []
  const add = async (kind: Found['kind'], name: string, query: Query) =>
    found.push({ kind, name, ...(await measure(list, query)), load: await measureUnderLoad(list, query) })
  for (const [name, query] of Object.entries(filtersOf(tickets))) await add('filter', name, query)
  for (const sort of sorts) await add('filter', `sort=${sort}`, () => `sort=${sort}`)
  for (const sort of sorts) await add('filter', `status=OPEN, sort=${sort}`, () => `status=OPEN&sort=${sort}`)
  for (const [name, query] of Object.entries(searches)) await add('search', name, query)
  const deep = await cursorAt(list, tickets * 0.9)
  await add('page', 'first page', () => '')
  await add('page', `page at depth ${tickets * 0.9}`, () => `cursor=${deep}`)
  return found
}

interface List {
  url: string
  path: string
}

const part = (turn: number) => ((turn * 61) % REQUESTS) / REQUESTS

function filtersOf(tickets: number): Record<string, Query> {
  const spanMs = tickets * BETWEEN_TICKETS_MS
  const moment = (share: number) => new Date(NEWEST_MS - spanMs * (1 - share)).toISOString()
  return {
    'status=OPEN': () => 'status=OPEN',
    'status=CLOSED': () => 'status=CLOSED',
    'status=IN_PROGRESS': () => 'status=IN_PROGRESS',
    'two statuses': () => 'status=OPEN&status=IN_PROGRESS',
    category: () => 'category=VERIFICACION_GUIAS',
    roleContext: () => 'roleContext=GUIDE',
    'status, category, roleContext': () => 'status=RESOLVED&category=OTRO&category=GENERAL&roleContext=TOURIST',
    userId: (turn) => `userId=${1 + ((turn * 7919) % USERS)}`,
    email: (turn) => `email=ANA.${1 + ((turn * 7919) % USERS)}%40example.com`,
    createdFrom: (turn) => `createdFrom=${moment(part(turn))}`,
    createdTo: (turn) => `createdTo=${moment(part(turn))}`,
    'a day of createdFrom and createdTo': (turn) =>
      `createdFrom=${moment(part(turn))}&createdTo=${moment(part(turn) + DAY_MS / spanMs)}`,
    'half of all by creation, newest change first': () =>
      `createdFrom=${moment(0.25)}&createdTo=${moment(0.75)}&sort=-updatedAt`,
    'createdFrom, sort=-updatedAt': (turn) => `createdFrom=${moment(part(turn))}&sort=-updatedAt`,
    'createdFrom, status=OPEN': (turn) => `createdFrom=${moment(part(turn))}&status=OPEN`,
    'oldest tenth, sort=-updatedAt': () => `createdTo=${moment(0.1)}&sort=-updatedAt`,
    'oldest tenth, status=CLOSED, sort=-updatedAt': () => `createdTo=${moment(0.1)}&status=CLOSED&sort=-updatedAt`,
    'newest tenth, sort=updatedAt': () => `createdFrom=${moment(0.9)}&sort=updatedAt`,
    'newest tenth, status=OPEN, sort=updatedAt': () => `createdFrom=${moment(0.9)}&status=OPEN&sort=updatedAt`,
    'ticketId range, status=CLOSED, sort=updatedAt': () =>
      `ticketIdFrom=${Math.floor(tickets * 0.9)}&status=CLOSED&sort=updatedAt`,
    updatedSince: () => `updatedSince=${new Date(Date.now() - 60_000).toISOString()}`,
    'updatedSince, sort=updatedAt': () => `updatedSince=${new Date(Date.now() - 60_000).toISOString()}&sort=updatedAt`,
    'updatedSince, everything': () => `updatedSince=${moment(0.99)}`,
    'updatedSince, everything, sort=updatedAt': () => `updatedSince=${moment(0.99)}&sort=updatedAt`,
    'ticketId range': (turn) => `ticketIdFrom=${1 + Math.floor(part(turn) * tickets)}&ticketIdTo=${tickets}`,
  }
}

const sorts = ['ticketId', '-ticketId', 'createdAt', '-createdAt', 'updatedAt', '-updatedAt']

const searches: Record<string, Query> = {
  'q, in half of all': () => `q=${WORDS.half}`,
  'q, in 1 %': () => `q=${WORDS.hundredth}`,
  'q, in 3 tickets': () => `q=${WORDS.three}`,
  'q, in none': () => `q=${WORDS.none}`,
  'q, in the older half alone': () => `q=${WORDS.old}`,
  'q, two words of half of all': () => `q=${WORDS.half}+${WORDS.old}`,
  'q, a phrase': () => 'q=%22punto+de+encuentro%22',
  'q, half of all but 1 %': () => `q=${WORDS.half}+-${WORDS.hundredth}`,
  'q, start of a name': () => 'q=gonz',
  'q by relevance, in half of all': () => `q=${WORDS.half}&sort=relevance`,
  'q of one user': (turn) => `q=${WORDS.half}&userId=${1 + ((turn * 7919) % USERS)}`,
  'q, status=OPEN': () => `q=${WORDS.half}&status=OPEN`,
}

/** The cursor of the page after this many tickets. */
async function cursorAt({ url, path }: List, depth: number): Promise<string> {
  let cursor = ''
  for (let read = 0; read < depth; read += 1000) {
    const address = `${url}${path.replace('limit=100', 'limit=1000')}${cursor && `&cursor=${cursor}`}`
    const response = await fetch(address)
    await response.body?.cancel()
    cursor = /cursor=([\w-]+)/.exec(response.headers.get('link')!)![1]!
  }
  return cursor
}

async function measure({ url, path }: List, query: Query): Promise<{ times: number[]; tickets: number }> {
  const times: number[] = []
  let tickets = 0
  for (let turn = -WARM_UP; turn < REQUESTS; turn++) {
    const address = `${path}&${query(Math.abs(turn))}`
    const started = performance.now()
    const response = await fetch(url + address)
    const body = await response.text()
    if (!response.ok) throw new Error(`${response.status} for ${address}: ${body}`)
    if (turn < 0) continue
    times.push(performance.now() - started)
    tickets += (body.match(/"ticketId"/g) ?? []).length
  }
  return { times, tickets: Math.round(tickets / REQUESTS) }
}

async function measureUnderLoad({ url, path }: List, query: Query): Promise<Round> {
  const request = requester('GET')
  let turn = 0
  const next = () => request(`${path}&${query(turn++ % REQUESTS)}`)
  await sendLoad(url, WARM_UP_S, next)
  return sendLoad(url, LOAD_S, next)
}
