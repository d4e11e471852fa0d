import { type Query, p95, slowestFirst, type Times, timesOf, timesTable } from '../alone.ts'
import { fillDesk } from '../desk-dataset.ts'
import { VIEWS } from '../desk-views.ts'
import { WORDS } from '../dataset.ts'
import type { Goal, Measurement } from '../measurement.ts'
import { withDatabase } from '../postgres.ts'
import type { Stage } from '../stage.ts'

const QUEUE = '/api/desk/tickets'
const COUNTS = '/api/desk/views/counts'
const OPEN = 'status=OPEN&status=IN_PROGRESS'

const PAGES: Record<string, string> = {
  'everything, newest activity': '',
  'everything, most urgent': 'sort=-priority',
  'everything, oldest activity': 'sort=lastActivityAt',
  'open, newest activity': OPEN,
  'open, most urgent': `${OPEN}&sort=-priority`,
  'open, newest': `${OPEN}&sort=-createdAt`,
  'closed, newest activity': 'status=CLOSED',
  mine: `${OPEN}&assigneeId=me&sort=-priority`,
  unassigned: `${OPEN}&assigneeId=none&sort=-priority`,
  'of a team, waiting for an agent': `${OPEN}&teamId=3&waitingOn=agent`,
  'with a tag': `${OPEN}&tags=tag-7`,
  unread: `${OPEN}&isUnread=true`,
  snoozed: `${OPEN}&isSnoozed=true`,
}

/** Pages of 100 of the queue, one request at a time. */
export const deskQueue: Measurement = {
  name: 'desk-queue',
  heading: 'Queue of the desk',
  async measure(stage, { requests }) {
    await ensureDesk(stage)
    const kinds = await timesOfAll(stage, QUEUE, PAGES, requests)
    return { goals: [goalOf(this.name, kinds, 50)], details: timesTable('page', slowestFirst(kinds)) }
  },
}

/** The counts of 20 views in one call, one request at a time. */
export const deskCounts: Measurement = {
  name: 'desk-counts',
  heading: 'Counts of views',
  async measure(stage, { requests }) {
    await ensureDesk(stage)
    for (const [name, query] of Object.entries(VIEWS)) await createView(stage, { name, query })
    const kinds = await timesOfAll(stage, COUNTS, { '20 views': '' }, requests)
    return { goals: [goalOf(this.name, kinds, 100)], details: timesTable('counts', kinds) }
  },
}

const SEARCHES: Record<string, string> = Object.fromEntries(
  Object.entries(WORDS).flatMap(([name, word]) => [
    [`${name} (${word})`, `q=${word}`],
    [`${name}, open`, `q=${word}&${OPEN}`],
  ]),
)

/** Searches over tickets and messages with pages of 100, one request at a time. */
export const deskSearch: Measurement = {
  name: 'desk-search',
  heading: 'Search of the desk',
  async measure(stage, { requests }) {
    await ensureDesk(stage)
    const kinds = await timesOfAll(stage, QUEUE, SEARCHES, requests)
    return { goals: [], details: timesTable('search', slowestFirst(kinds)) }
  },
}

const filled = new WeakMap<Stage, Promise<void>>()

/** Adds the data of the desk when it is first measured: other measurements have tickets without messages. */
async function ensureDesk(stage: Stage): Promise<void> {
  const filling = filled.get(stage) ?? withDatabase(stage.databaseUrl, (db) => fillDesk(db, stage.tickets))
  filled.set(stage, filling)
  await filling
}

async function timesOfAll(
  { lists, callers }: Stage,
  path: string,
  queries: Record<string, string>,
  requests: number,
): Promise<Times[]> {
  const kinds: Times[] = []
  for (const [name, text] of Object.entries(queries)) {
    const query: Query = () => (path === COUNTS ? text : `limit=100&${text}`)
    kinds.push(await timesOf(lists, name, query, requests, callers[0], path))
  }
  return kinds
}

function goalOf(work: string, kinds: Times[], mostMs: number): Goal {
  const slowest = slowestFirst(kinds)[0]!
  const measured = `${p95(slowest).toFixed(1)} ms (${slowest.name})`
  return { work, toReach: `p95 ≤ ${mostMs} ms, one at a time`, measured, isMet: p95(slowest) <= mostMs }
}

async function createView({ lists, callers }: Stage, view: object): Promise<void> {
  const headers = { authorization: callers[0]!, 'content-type': 'application/json' }
  const response = await fetch(`${lists.url}/api/desk/views`, { method: 'POST', headers, body: JSON.stringify(view) })
  if (response.status !== 201) throw new Error(`${response.status} for a view: ${await response.text()}`)
}
