import { randomUUID } from 'node:crypto'
import { requester, sendLoad } from './load.ts'
import type { Contestant, Work } from './rounds.ts'
import type { ServerProcess } from './server-process.ts'
import type { Stage } from './stage.ts'
import { repeatStatement } from './statements.ts'

const COLUMNS = `ticket_id, user_id, role_context, full_name, email, subject, category, message, status, created_at,
  updated_at`
const FIND = `select ${COLUMNS} from support_tickets where ticket_id = $1`
const LIST = `select ${COLUMNS} from support_tickets order by ticket_id limit $1`
const INSERT = `insert into support_tickets (full_name, email, subject, message, created_at, updated_at)
  values ($1, $2, $3, $4, now(), now()) returning ${COLUMNS}`
const BATCH = 10
const PAGE = 100
const NEW_TICKET = { fullName: 'Ana Torres', email: 'ana@example.com', subject: 'Cambio', message: '¿Puedo moverlo?' }

/** The kinds of work that are measured as a rate. */
export function worksOn(stage: Stage): Work[] {
  const randomId = () => 1 + Math.floor(Math.random() * stage.tickets)
  return [getOne(stage, randomId), rpcOne(stage, randomId), rpcBatch(stage, randomId), listPage(stage), create(stage)]
}

function getOne(stage: Stage, randomId: () => number): Work {
  const identified = identifiedBy(stage)
  const path = () => `/api/support_tickets/${randomId()}`
  return {
    name: 'GET one, REST, random ids',
    contestants: [
      load('service', stage.service, () => identified(path())),
      load('open', stage.open, () => plain(path())),
      load('by hand', stage.byHand, () => plain(path())),
      load('stock', stage.stock, () => plain(path())),
      statements(stage, FIND, () => [randomId()]),
    ],
    goals: [
      { against: 'by hand', atLeast: 2.5 },
      { against: 'stock', atLeast: 5 },
      { against: 'open', atLeast: 0.75 },
    ],
  }
}

function rpcOne(stage: Stage, randomId: () => number): Work {
  const identified = identifiedBy(stage)
  const path = () => `/trpc/tickets.get?input=${encodeURIComponent(JSON.stringify({ id: randomId() }))}`
  return {
    name: 'get one, RPC, single call',
    contestants: [
      load('service', stage.service, () => identified(path())),
      load('by hand', stage.byHand, () => plain(`/api/support_tickets/${randomId()}`)),
      load('stock', stage.stock, () => plain(path())),
    ],
    goals: [
      { against: 'by hand', atLeast: 1.3 },
      { against: 'stock', atLeast: 3.5 },
    ],
  }
}

/** A call that has to be left to tRPC's own HTTP library, because of a parameter that nobody knows. */
export function rpcThroughLibrary(stage: Stage): Work {
  const input = encodeURIComponent(JSON.stringify({ id: 1 }))
  const request = identifiedBy(stage)(`/trpc/tickets.get?input=${input}&nobody-knows=1`)
  return {
    name: 'get one, RPC, through the library',
    contestants: [
      load('service', stage.service, () => request),
      load('by hand', stage.byHand, () => plain('/api/support_tickets/1')),
    ],
    goals: [],
  }
}

function rpcBatch(stage: Stage, randomId: () => number): Work {
  const identified = identifiedBy(stage)
  const operations = Array.from({ length: BATCH }, () => 'tickets.get').join(',')
  const inputs = () => Object.fromEntries(Array.from({ length: BATCH }, (_, index) => [index, { id: randomId() }]))
  const path = () => `/trpc/${operations}?batch=1&input=${encodeURIComponent(JSON.stringify(inputs()))}`
  return {
    name: 'RPC batch of 10 gets',
    contestants: [
      { ...load('service', stage.service, () => identified(path())), tickets: BATCH },
      load('by hand', stage.byHand, () => plain(`/api/support_tickets/${randomId()}`)),
      { ...load('stock', stage.stock, () => plain(path())), tickets: BATCH },
    ],
    goals: [{ against: 'by hand', atLeast: 3 }],
  }
}

function listPage(stage: Stage): Work {
  const path = `/api/support_tickets?limit=${PAGE}`
  const pageOf = (name: string, server: ServerProcess, request = plain(path)): Contestant => ({
    ...load(name, server, () => request),
    tickets: PAGE,
  })
  return {
    name: 'list page of 100, REST',
    contestants: [
      pageOf('service', stage.service, identifiedBy(stage)(path)),
      pageOf('by hand', stage.byHand),
      pageOf('stock', stage.stock),
      { ...statements(stage, LIST, () => [PAGE]), tickets: PAGE },
    ],
    goals: [{ against: 'by hand', atLeast: 1.3 }],
  }
}

function create(stage: Stage): Work {
  const body = JSON.stringify(NEW_TICKET)
  const path = '/api/support_tickets'
  const json = { 'content-type': 'application/json' }
  const creation = requester('POST', json)(path, body)
  const identified = requester('POST', { ...json, authorization: stage.authorization })
  const keyed = () => identified(path, body, `idempotency-key: ${randomUUID()}\r\n`)
  return {
    name: 'create, with a key',
    contestants: [
      load('service', stage.service, keyed, 201),
      load('open', stage.open, () => creation, 201),
      load('by hand', stage.byHand, () => creation, 201),
      statements(stage, INSERT, () => Object.values(NEW_TICKET)),
    ],
    goals: [
      { against: 'by hand', atLeast: 0.8 },
      { against: 'open', atLeast: 0.65 },
    ],
  }
}

function load(name: string, server: ServerProcess, next: () => string, expected?: number): Contestant {
  return { name, cpuSeconds: server.cpuSeconds, run: (seconds) => sendLoad(server.url, seconds, next, expected) }
}

function statements({ databaseUrl }: Stage, text: string, values: () => unknown[]): Contestant {
  return { name: 'statements', run: (seconds) => repeatStatement(databaseUrl, seconds, { text, values }) }
}

const plain = requester('GET')

function identifiedBy({ authorization }: Stage): (path: string) => string {
  return requester('GET', { authorization })
}
