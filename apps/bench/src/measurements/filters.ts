import { TicketSort } from '@kinconecta/support-contracts'
import { type Query, p95, slowestFirst, type Times, timesOf, timesTable } from '../alone.ts'
import { INTERVAL_S, NEWEST, USERS } from '../dataset.ts'
import type { Measurement } from '../measurement.ts'

const MOST_MS = 20
const DAY_S = 86_400
const SHOWN = 25

/** Pages of 100 with one filter, for each filter and sort, one request at a time. */
export const filters: Measurement = {
  name: 'one filter in any sort',
  heading: 'One filter in any sort',
  async measure({ lists, callers, tickets, emails }, { requests }) {
    const kinds: Times[] = []
    for (const [filter, queryOf] of Object.entries(filtersOf(tickets, emails))) {
      for (const sort of TicketSort.options.filter((option) => option !== 'relevance')) {
        const query: Query = (turn) => `limit=100&sort=${sort}&${queryOf(turn)}`
        kinds.push(await timesOf(lists, `${filter}, ${sort}`, query, requests, callers[0]))
      }
    }
    const slowest = slowestFirst(kinds)
    const time = p95(slowest[0]!)
    const measured = `${time.toFixed(1)} ms (${slowest[0]!.name})`
    const goal = { work: this.name, toReach: `p95 ≤ ${MOST_MS} ms, one at a time`, measured, isMet: time <= MOST_MS }
    const over = kinds.filter((kind) => p95(kind) > MOST_MS).length
    const summary = `Pages of 100. Of ${kinds.length} kinds ${over} are over ${MOST_MS} ms; the slowest are shown.`
    return { goals: [goal], details: `${summary}\n\n${timesTable('filter', slowest.slice(0, SHOWN))}` }
  },
}

/** A number from 0 to 1 that changes with each request. */
const part = (turn: number) => ((turn * 61) % 100) / 100

function filtersOf(tickets: number, emails: string[]): Record<string, Query> {
  const spanS = tickets * INTERVAL_S
  const time = (share: number) => new Date(Date.parse(NEWEST) - spanS * (1 - share) * 1000).toISOString()
  const id = (share: number) => 1 + Math.floor(share * (tickets - 1))
  return {
    none: () => '',
    'status=OPEN': () => 'status=OPEN',
    'status=IN_PROGRESS': () => 'status=IN_PROGRESS',
    'status=CLOSED': () => 'status=CLOSED',
    'two statuses': () => 'status=OPEN&status=IN_PROGRESS',
    'common category': () => 'category=RESERVAS_VIAJES',
    'rare category': () => 'category=VERIFICACION_GUIAS',
    'two categories': () => 'category=OTRO&category=GENERAL',
    roleContext: () => 'roleContext=GUIDE',
    'user with few tickets': (turn) => `userId=${1 + ((turn * 7919) % USERS)}`,
    'user with many tickets': (turn) => `userId=${1 + (turn % 3)}`,
    'user without tickets': () => 'userId=900000000',
    email: (turn) => `email=${encodeURIComponent(emails[turn % emails.length]!)}`,
    'email without tickets': () => 'email=nadie%40example.com',
    createdFrom: (turn) => `createdFrom=${time(part(turn))}`,
    'createdFrom, newest tenth': () => `createdFrom=${time(0.9)}`,
    createdTo: (turn) => `createdTo=${time(part(turn))}`,
    'createdTo, oldest tenth': () => `createdTo=${time(0.1)}`,
    'a day of creation': (turn) => `createdFrom=${time(part(turn))}&createdTo=${time(part(turn) + DAY_S / spanS)}`,
    'half of all by creation': () => `createdFrom=${time(0.25)}&createdTo=${time(0.75)}`,
    'updatedSince, just now': () => `updatedSince=${new Date(Date.now() - 1000).toISOString()}`,
    'updatedSince, everything': () => `updatedSince=${time(0)}`,
    ticketIdFrom: (turn) => `ticketIdFrom=${id(part(turn))}`,
    'ticketIdTo, oldest tenth': () => `ticketIdTo=${id(0.1)}`,
    'tenth of all ids': (turn) => `ticketIdFrom=${id(part(turn) * 0.9)}&ticketIdTo=${id(part(turn) * 0.9 + 0.1)}`,
  }
}
