import { requester, sendLoad } from './load.ts'
import { newTicket } from './new-ticket.ts'
import type { Contestant } from './rounds.ts'
import type { ServerProcess } from './server-process.ts'
import type { Stage } from './stage.ts'

export const TICKETS = '/api/support_tickets'
export const JSON_TYPE = { 'content-type': 'application/json' }

/** A server under load. `next` returns each request; `expected` is the status of every response. */
export function load(name: string, server: ServerProcess, next: () => string, expected?: number): Contestant {
  return { name, cpuSeconds: server.cpuSeconds, run: (seconds) => sendLoad(server.url, seconds, next, expected) }
}

/** `GET` of one ticket over REST, by random ids. */
export function getOne(stage: Stage, name = 'service'): Contestant {
  const next = asCallers(stage, 'GET')
  return load(name, stage.service, () => next(`${TICKETS}/${randomId(stage)}`))
}

export function baselineOne(stage: Stage): Contestant {
  return load('baseline', stage.baseline, () => plain(`${TICKETS}/${randomId(stage)}`))
}

export function baselineCreate(stage: Stage): Contestant {
  const next = requester('POST', JSON_TYPE)
  return load('baseline', stage.baseline, () => next(TICKETS, newTicket()), 201)
}

/** Requests without a token, for the baseline. */
export const plain = requester('GET')

/** Returns requests of all callers in turn. */
export function asCallers({ callers }: Stage, method: string, headers = {}): ReturnType<typeof requester> {
  const requesters = callers.map((authorization) => requester(method, { ...headers, authorization }))
  let turn = 0
  return (...request) => requesters[turn++ % requesters.length]!(...request)
}

export function randomId({ tickets }: Stage): number {
  return 1 + Math.floor(Math.random() * tickets)
}
