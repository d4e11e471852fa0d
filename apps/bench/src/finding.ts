// How long it takes to find tickets among 1,000,000: one request after the other, each kind 100 times with other values.
// `node apps/bench/src/finding.ts` makes the data, measures, and writes FINDING.md. With DATABASE_URL it takes what is
// there; TICKETS says how many there are.
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { fillDatabase, USERS, WORDS } from './dataset.ts'
import { startServer } from './server-process.ts'

const REQUESTS = 100
// oxlint-disable-next-line node/no-process-env -- a program of its own, with settings of its own
const { DATABASE_URL, TICKETS = '1000000' } = process.env
const tickets = Number(TICKETS)

type Query = (turn: number) => string

const NEWEST = Date.parse('2026-11-01T00:00:00Z')
const SPAN_MS = tickets * 95_000
const moment = (part: number) => new Date(NEWEST - SPAN_MS * (1 - part)).toISOString()
const part = (turn: number) => ((turn * 61) % REQUESTS) / REQUESTS

const filters: Record<string, Query> = {
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
    `createdFrom=${moment(part(turn))}&createdTo=${moment(part(turn) + 86_400_000 / SPAN_MS)}`,
  'createdFrom, status=OPEN': (turn) => `createdFrom=${moment(part(turn))}&status=OPEN`,
  updatedSince: () => `updatedSince=${new Date(Date.now() - 60_000).toISOString()}`,
  'ticketId range': (turn) => `ticketIdFrom=${1 + Math.floor(part(turn) * tickets)}&ticketIdTo=${tickets}`,
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

const works: Record<string, Query> = {
  ...filters,
  ...Object.fromEntries(sorts.map((sort) => [`sort=${sort}`, () => `sort=${sort}`])),
  ...Object.fromEntries(sorts.map((sort) => [`status=OPEN, sort=${sort}`, () => `status=OPEN&sort=${sort}`])),
  ...searches,
}

async function main(): Promise<void> {
  const folder = await mkdtemp('/tmp/kin-support-bench-')
  await chmod(folder, 0o755)
  const server = await startServer({ DATA_DIR: join(folder, 'data'), ...(DATABASE_URL && { DATABASE_URL }) })
  try {
    if (!DATABASE_URL) await fill((await readFile(join(folder, 'data', 'postgres.url'), 'utf8')).trim())
    const list = `${server.url}/api/support_tickets`
    const rows: string[] = []
    for (const [name, query] of Object.entries(works))
      rows.push(await measure(name, (turn) => `${list}?limit=100&${query(turn)}`))
    const [first, deep] = [`${list}?limit=100`, await addressAt(list, 0.9 * tickets)]
    rows.push(await measure('first page', () => first), await measure(`page at depth ${0.9 * tickets}`, () => deep))
    const report = describe(rows)
    console.log(report)
    await writeFile(new URL('../FINDING.md', import.meta.url), report)
  } finally {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function fill(connectionString: string): Promise<void> {
  const db = new Kysely<object>({ dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString, max: 1 }) }) })
  await fillDatabase(db, tickets)
  await db.destroy()
}

/** The address of the page after this many tickets. */
async function addressAt(list: string, depth: number): Promise<string> {
  let address = `${list}?limit=1000`
  for (let read = 0; read < depth; read += 1000) {
    const { headers, body } = await fetch(address)
    await body?.cancel()
    address = new URL(/<([^>]+)>/.exec(headers.get('link')!)![1]!, list).href
  }
  return address.replace('limit=1000', 'limit=100')
}

async function measure(name: string, addressOf: (turn: number) => string): Promise<string> {
  const times: number[] = []
  let found = 0
  for (let turn = -10; turn < REQUESTS; turn++) {
    const started = performance.now()
    const response = await fetch(addressOf(Math.abs(turn)))
    const body = await response.text()
    if (!response.ok) throw new Error(`${response.status} for ${addressOf(turn)}: ${body}`)
    if (turn < 0) continue
    times.push(performance.now() - started)
    found += (body.match(/"ticketId"/g) ?? []).length
  }
  times.sort((a, b) => a - b)
  const at = (share: number) => times[Math.ceil(share * times.length) - 1]!.toFixed(1)
  return `| ${name} | ${at(0.5)} | ${at(0.95)} | ${Math.round(found / REQUESTS)} |`
}

function describe(rows: string[]): string {
  return `# How long it takes to find tickets among ${tickets.toLocaleString('en')}

Written by \`node apps/bench/src/finding.ts\`: ${REQUESTS} requests of each kind over REST, one after the other, a page of 100 each, client and server on the same machine (${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.version}).

| work | median ms | p95 ms | rows found |
| --- | --- | --- | --- |
${rows.join('\n')}
`
}

await main()
