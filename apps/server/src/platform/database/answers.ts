import type pg from 'pg'
import { Deadlines } from '../deadlines.ts'
import { QUERY_TIMEOUT } from './database-errors.ts'

const SHORTEST_MS = 1_000

/**
 * Sends a statement and returns its result. If there is none within `withinMs`, rejects with an error whose message is
 * {@link QUERY_TIMEOUT}.
 */
export type Answer = (client: pg.ClientBase, query: pg.QueryConfig, withinMs?: number) => Promise<pg.QueryResult>

/**
 * Sends statements with a default timeout of `timeoutMs`, or none. It uses neither pg's `query_timeout`, which creates
 * a timer per statement, nor pg's promises, because each of them keeps the rows of a page in memory long after the
 * page was sent (ADR 36).
 */
export function answersWithin(timeoutMs: number | undefined): Answer {
  const waiting = new Deadlines<(error: Error) => void>(SHORTEST_MS, (reject) => reject(new Error(QUERY_TIMEOUT)))
  return (client, query, withinMs = timeoutMs) => {
    const { promise, resolve, reject } = Promise.withResolvers<pg.QueryResult>()
    const place = withinMs === undefined ? undefined : waiting.add(reject, withinMs)
    client.query(query, (error, result) => {
      if (place !== undefined) waiting.remove(place, reject)
      if (error) reject(error)
      else resolve(result)
    })
    return promise
  }
}
