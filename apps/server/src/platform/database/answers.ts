import type pg from 'pg'
import { Deadlines } from '../deadlines.ts'
import { QUERY_TIMEOUT } from './database-errors.ts'

const SHORTEST_MS = 1_000

/** Sends a statement and waits for its answer, at most `withinMs` where that is given. */
export type Answer = (client: pg.ClientBase, query: pg.QueryConfig, withinMs?: number) => Promise<pg.QueryResult>

/**
 * Waits for answers at most `timeoutMs`. Neither by pg's `query_timeout`, which makes a timer for each statement, nor
 * by pg's promises: both keep the rows of a page in memory long after it was sent (ADR 36).
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
