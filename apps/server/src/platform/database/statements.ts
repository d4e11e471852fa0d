import { hash } from 'node:crypto'
import type pg from 'pg'
import { connectErrorOf } from './database-errors.ts'
import { type Session, sessionOf } from './session.ts'

const MAX_PREPARED_STATEMENTS = 500
const NAME_LENGTH = 20
const BEGIN = /^(?:begin|start transaction)\b/

/**
 * The end of a statement that Postgres has to plan for its values. A prepared statement may be planned without them after
 * five executions.
 */
export const PLANNED_EACH_TIME = '/* planned each time */'

/** Sends a statement. `mayBeNamed` is false to prepare it anew. */
export type Send = (text: string, values: unknown[], mayBeNamed: boolean) => Promise<pg.QueryResult>

export interface PoolerOptions {
  /** Whether a statement outside of a transaction gets one of its own behind a pooler, which carries the timeouts. */
  hasTimeouts: boolean
  /** How long a pooler may take to find a connection for a transaction. */
  poolWaitMs: number
}

/** How statements are sent on a connection: directly and prepared, or behind a pooler. */
export function sender(options: PoolerOptions): (client: pg.ClientBase) => Send {
  const nameOf = statementNames()
  return (client) => {
    const session = sessionOf(client)
    return session.isPooled ? sendPooled(client, session, options) : sendDirect(client, nameOf)
  }
}

function sendDirect(client: pg.ClientBase, nameOf: (text: string) => string | undefined): Send {
  return (text, values, mayBeNamed) => {
    const name = mayBeNamed && values.length > 0 && !text.endsWith(PLANNED_EACH_TIME) ? nameOf(text) : undefined
    return client.query(name === undefined ? { text, values } : { name, text, values })
  }
}

/** Nothing is prepared, and nothing is set for longer than a transaction: the next may run on another session. */
function sendPooled(client: pg.ClientBase, { setLocal }: Session, { hasTimeouts, poolWaitMs }: PoolerOptions): Send {
  const begin = async (text: string) => {
    const config = { text: `${text}; ${setLocal}`, ...(hasTimeouts && { query_timeout: poolWaitMs }) }
    const results = await client.query(config).catch((error: unknown) => {
      throw connectErrorOf(error)
    })
    return [results].flat()[0]!
  }
  const sendAlone = async (text: string, values: unknown[]) => {
    await begin('begin')
    try {
      const result = await client.query({ text, values })
      await client.query('commit')
      return result
    } catch (error) {
      await client.query('rollback').catch(() => {}) // the pool closes what is not idle after that
      throw error
    }
  }
  return (text, values) => {
    if (BEGIN.test(text)) return begin(text)
    const isAlone = hasTimeouts && client.getTransactionStatus() === 'I'
    return isAlone ? sendAlone(text, values) : client.query({ text, values })
  }
}

/**
 * Names statements by a hash of their text: should two processes share a session without knowing, a name never stands
 * for another statement. Bounded: a text beyond the bound is sent unnamed, and so not kept by Postgres.
 */
function statementNames(): (text: string) => string | undefined {
  const names = new Map<string, string>()
  return (text) => {
    const known = names.get(text)
    if (known !== undefined || names.size >= MAX_PREPARED_STATEMENTS) return known
    const name = hash('sha256', text, 'base64url').slice(0, NAME_LENGTH)
    names.set(text, name)
    return name
  }
}
