import { randomUUID } from 'node:crypto'
import {
  asCallers,
  baselineCreate,
  baselineOne,
  getOne,
  JSON_TYPE,
  load,
  plain,
  randomId,
  TICKETS,
} from './contestants.ts'
import { newTicket } from './new-ticket.ts'
import type { Contestant, Work } from './rounds.ts'
import type { Stage } from './stage.ts'

const BATCH = 10
const PAGE = 100
const PAGES = 100

/** The kinds of work whose rates are compared with the baseline. Creations come last because they add tickets. */
export const WORKS: Record<string, (stage: Stage) => Work | Promise<Work>> = {
  'GET one, REST': restOne,
  'GET one, RPC': rpcOne,
  'RPC batch of 10': rpcBatch,
  'page of 100': page,
  'create without key': create,
  'create with key': createWithKey,
  reply: replyBesideCreate,
}

function restOne(stage: Stage): Work {
  return rate(1.15, getOne(stage), baselineOne(stage))
}

function rpcOne(stage: Stage): Work {
  const next = asCallers(stage, 'GET')
  return rate(
    1.1,
    load('service', stage.service, () => next(rpcPath(stage))),
    baselineOne(stage),
  )
}

/** A call with an unknown parameter, which the direct path leaves to tRPC's HTTP library. */
export function rpcThroughLibrary(stage: Stage): Work {
  const next = asCallers(stage, 'GET')
  return rate(
    1.1,
    load('service', stage.service, () => next(`${rpcPath(stage)}&unknown=1`)),
    baselineOne(stage),
  )
}

function rpcBatch(stage: Stage): Work {
  const next = asCallers(stage, 'GET')
  const operations = Array.from({ length: BATCH }, () => 'tickets.get').join(',')
  const inputs = () => Object.fromEntries(Array.from({ length: BATCH }, (_, index) => [index, { id: randomId(stage) }]))
  const path = () => `/trpc/${operations}?batch=1&input=${encodeURIComponent(JSON.stringify(inputs()))}`
  const service = load('service', stage.service, () => next(path()))
  return rate(3, { ...service, tickets: BATCH }, baselineOne(stage))
}

/** Consecutive pages: of the service by cursor, of the baseline by id. */
async function page(stage: Stage): Promise<Work> {
  const next = asCallers(stage, 'GET')
  const paths = await pagePathsOf(stage)
  const turns = { service: 0, baseline: 0 }
  const service = load('service', stage.service, () => next(paths[turns.service++ % paths.length]!))
  const ofBaseline = () => `${TICKETS}?limit=${PAGE}&ticketIdFrom=${1 + PAGE * (turns.baseline++ % paths.length)}`
  const baseline = load('baseline', stage.baseline, () => plain(ofBaseline()))
  return rate(0.95, { ...service, tickets: PAGE }, { ...baseline, tickets: PAGE })
}

/** The paths of the first pages. */
async function pagePathsOf({ service, callers }: Stage): Promise<string[]> {
  const paths = [`${TICKETS}?limit=${PAGE}`]
  while (paths.length < PAGES) {
    const response = await fetch(service.url + paths.at(-1), { headers: { authorization: callers[0]! } })
    await response.text()
    const cursor = /cursor=([^&>]+)/.exec(response.headers.get('link') ?? '')?.[1]
    if (cursor === undefined) return paths
    paths.push(`${paths[0]}&cursor=${cursor}`)
  }
  return paths
}

function create(stage: Stage): Work {
  const next = asCallers(stage, 'POST', JSON_TYPE)
  return rate(
    0.75,
    load('service', stage.service, () => next(TICKETS, newTicket()), 201),
    baselineCreate(stage),
  )
}

function createWithKey(stage: Stage): Work {
  const next = asCallers(stage, 'POST', JSON_TYPE)
  const keyed = () => next(TICKETS, newTicket(), `idempotency-key: ${randomUUID()}\r\n`)
  return rate(0.55, load('service', stage.service, keyed, 201), baselineCreate(stage))
}

/** Staff reply to any tickets, beside creations by the same server. */
function replyBesideCreate(stage: Stage): Work {
  const next = asCallers(stage, 'POST', JSON_TYPE)
  const body = JSON.stringify({ kind: 'reply', body: 'Hemos movido la reserva al sábado a la misma hora.' })
  const reply = () => next(`/api/desk/tickets/${randomId(stage)}/messages`, body)
  return rate(
    0.5,
    load('reply', stage.service, reply, 201),
    load('create', stage.service, () => next(TICKETS, newTicket()), 201),
  )
}

function rate(ratio: number, service: Contestant, baseline: Contestant): Work {
  return { contestants: [service, baseline], compare: 'ticketsPerSecond', ratio }
}

function rpcPath(stage: Stage): string {
  return `/trpc/tickets.get?input=${encodeURIComponent(JSON.stringify({ id: randomId(stage) }))}`
}
