import { randomUUID } from 'node:crypto'
import { requestText, sendLoad } from './load.ts'
import type { Contestant, Work } from './rounds.ts'
import type { ServerProcess } from './server-process.ts'
import type { Stage } from './stage.ts'
import { repeatStatement } from './statements.ts'

const COLUMNS = `ticket_id, user_id, role_context, full_name, email, subject, category, message, status, created_at,
  updated_at`
const BATCH = 10
const PAGE = 100
const JSON_BODY = { 'content-type': 'application/json' }
const NEW_TICKET = { fullName: 'Ana Torres', email: 'ana@example.com', subject: 'Cambio', message: '¿Puedo moverlo?' }
const body = JSON.stringify(NEW_TICKET)

/** The work of the table that is a rate, on a table with `tickets` rows. */
export function worksOn(stage: Stage, tickets: number): Work[] {
  const id = () => 1 + Math.floor(Math.random() * tickets)
  const { service, open, byHand, stock, databaseUrl } = stage
  const auth = { authorization: stage.authorization }
  const oneByHand = load('by hand', byHand, () => requestText('GET', `/api/support_tickets/${id()}`))
  const statement = (text: string, values: () => unknown[]): Contestant => ({
    name: 'statements',
    run: (seconds) => repeatStatement(databaseUrl, seconds, { text, values }),
  })
  const rpcOne = () => `/trpc/tickets.get?input=${encodeURIComponent(JSON.stringify({ id: id() }))}`
  const rpcTen = () => `/trpc/${TEN}?batch=1&input=${encodeURIComponent(JSON.stringify(inputsOf(id)))}`
  return [
    {
      name: 'GET one, REST, random ids',
      contestants: [
        load('service', service, () => requestText('GET', `/api/support_tickets/${id()}`, auth)),
        load('open', open, () => requestText('GET', `/api/support_tickets/${id()}`)),
        oneByHand,
        load('stock', stock, () => requestText('GET', `/api/support_tickets/${id()}`)),
        statement(`select ${COLUMNS} from support_tickets where ticket_id = $1`, () => [id()]),
      ],
      goals: [
        { against: 'by hand', atLeast: 2.5 },
        { against: 'stock', atLeast: 5 },
        { against: 'open', atLeast: 0.75 },
      ],
    },
    {
      name: 'get one, RPC, single call',
      contestants: [
        load('service', service, () => requestText('GET', rpcOne(), auth)),
        oneByHand,
        load('stock', stock, () => requestText('GET', rpcOne())),
      ],
      goals: [
        { against: 'by hand', atLeast: 1.3 },
        { against: 'stock', atLeast: 3.5 },
      ],
    },
    {
      name: 'RPC batch of 10 gets',
      contestants: [
        { ...load('service', service, () => requestText('GET', rpcTen(), auth)), tickets: BATCH },
        oneByHand,
        { ...load('stock', stock, () => requestText('GET', rpcTen())), tickets: BATCH },
      ],
      goals: [{ against: 'by hand', atLeast: 3 }],
    },
    {
      name: 'list page of 100, REST',
      contestants: [
        load('service', service, () => requestText('GET', `/api/support_tickets?limit=${PAGE}`, auth)),
        load('by hand', byHand, () => requestText('GET', `/api/support_tickets?limit=${PAGE}`)),
        load('stock', stock, () => requestText('GET', `/api/support_tickets?limit=${PAGE}`)),
        statement(`select ${COLUMNS} from support_tickets order by ticket_id limit $1`, () => [PAGE]),
      ],
      goals: [{ against: 'by hand', atLeast: 1.3 }],
    },
    {
      name: 'create, with a key',
      contestants: [
        load('service', service, () => creation({ ...auth, 'idempotency-key': randomUUID() }), 201),
        load('open', open, () => creation(), 201),
        load('by hand', byHand, () => creation(), 201),
        statement(INSERT, () => Object.values(NEW_TICKET)),
      ],
      goals: [
        { against: 'by hand', atLeast: 0.8 },
        { against: 'open', atLeast: 0.65 },
      ],
    },
  ]
}

const INSERT = `insert into support_tickets (full_name, email, subject, message, created_at, updated_at)
  values ($1, $2, $3, $4, now(), now()) returning ${COLUMNS}`
const TEN = Array.from({ length: BATCH }, () => 'tickets.get').join(',')
const inputsOf = (id: () => number) =>
  Object.fromEntries(Array.from({ length: BATCH }, (_, index) => [index, { id: id() }]))

function creation(headers: Record<string, string> = {}): string {
  return requestText('POST', '/api/support_tickets', { ...JSON_BODY, ...headers }, body)
}

function load(name: string, server: ServerProcess, next: () => string, expected = 200): Contestant {
  return { name, cpuSeconds: server.cpuSeconds, run: (seconds) => sendLoad(server.url, seconds, next, expected) }
}
