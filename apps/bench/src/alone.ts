import { table } from './report.ts'
import type { ServerProcess } from './server-process.ts'
import { median, quantile } from './statistics.ts'
import { TICKETS } from './contestants.ts'

const WARM_UP = 3
const LEAST = 3
const MOST_S = 8

/** Returns the query string for each request of a kind of list, so that values differ. */
export type Query = (turn: number) => string

/** The response times of a kind of list, with one request at a time. */
export interface Times {
  name: string
  times: number[]
  /** The average number of tickets on a page. */
  tickets: number
}

export interface Answer {
  status: number
  ms: number
  tickets: number
}

/** Requests one list, with no other requests running. */
export async function requestAlone(
  { url }: ServerProcess,
  query: string,
  authorization = '',
  path = TICKETS,
): Promise<Answer> {
  const started = performance.now()
  const response = await fetch(`${url}${path}?${query}`, { headers: { authorization } })
  const body = await response.text()
  const ms = performance.now() - started
  if (response.status >= 400 && response.status !== 503) throw new Error(`${response.status} for ${query}: ${body}`)
  return { status: response.status, ms, tickets: body.match(/"ticketId"/g)?.length ?? 0 }
}

/** Requests a kind of list `requests` times, one after the other, but for at most about `MOST_S` seconds. */
export async function timesOf(
  server: ServerProcess,
  name: string,
  query: Query,
  requests: number,
  authorization?: string,
  path?: string,
): Promise<Times> {
  const answers: Answer[] = []
  const until = performance.now() + MOST_S * 1000
  for (let turn = -WARM_UP; turn < requests; turn++) {
    if (performance.now() > until && answers.length >= LEAST) break
    const answer = await requestAlone(server, query(Math.abs(turn)), authorization, path)
    if (turn >= 0) answers.push(answer)
  }
  const tickets = answers.reduce((sum, answer) => sum + answer.tickets, 0) / answers.length
  return { name, times: answers.map(timeOf), tickets: Math.round(tickets) }
}

/** The response time in milliseconds; infinite if the list was refused as too expensive. */
export function timeOf({ status, ms }: Answer): number {
  return status === 503 ? Number.POSITIVE_INFINITY : ms
}

export const p95 = ({ times }: Times) => quantile(times, 0.95)

export function slowestFirst(kinds: Times[]): Times[] {
  return kinds.toSorted((a, b) => p95(b) - p95(a))
}

export function timesTable(head: string, kinds: Times[]): string {
  const rows = kinds.map((kind) => [kind.name, kind.tickets, median(kind.times).toFixed(1), p95(kind).toFixed(1)])
  return table([head, 'tickets', 'median ms', 'p95 ms'], rows)
}
