import { hash } from 'node:crypto'
import pg from 'pg'
import { type Answer, answersWithin } from './answers.ts'
import { connectErrorOf } from './database-errors.ts'
import { BEGIN, type Send, type Sender, sendPipelined } from './pipelined.ts'
import { sessionOf } from './session.ts'

const MAX_PREPARED_STATEMENTS = 500
const NAME_LENGTH = 20

/**
 * The end of a statement that Postgres has to plan for its values. A prepared statement may be planned without them after
 * five executions.
 */
export const PLANNED_EACH_TIME = '/* planned each time */'

/** How long to wait for Postgres. */
export interface Waits {
  queryTimeoutMs: number
  /** How long a pooler may take to find a connection for a transaction. */
  poolWaitMs: number
}

/** How statements are sent on a connection: directly and prepared, or behind a pooler. */
export function sendersOf(waits: Waits | undefined): (client: pg.ClientBase) => Sender {
  const nameOf = statementNames()
  const queryOf = (text: string, values: unknown[], mayBeNamed: boolean): pg.QueryConfig => {
    const name = mayBeNamed && values.length > 0 && !text.endsWith(PLANNED_EACH_TIME) ? nameOf(text) : undefined
    return name === undefined ? { text, values } : { name, text, values }
  }
  const answer = answersWithin(waits?.queryTimeoutMs)
  return (client) => {
    const { isPooled, setLocal } = sessionOf(client)
    if (!isPooled) return sendPipelined(client, answer, queryOf)
    const send = sendPooled(client, answer, setLocal, waits)
    return { send, isInTransaction: () => client.getTransactionStatus() !== 'I' }
  }
}

/**
 * Nothing is prepared, and nothing is set for longer than a transaction: the next may run on another session. With time
 * limits, a statement outside of a transaction gets one of its own, which carries them.
 */
function sendPooled(client: pg.ClientBase, answer: Answer, setLocal: string, waits: Waits | undefined): Send {
  const begin = async (text: string) => {
    const results = await answer(client, { text: `${text}; ${setLocal}` }, waits?.poolWaitMs).catch(
      (error: unknown) => {
        throw connectErrorOf(error)
      },
    )
    return [results].flat()[0]!
  }
  const sendAlone = async (text: string, values: unknown[]) => {
    await begin('begin')
    try {
      const result = await answer(client, { text, values })
      await answer(client, { text: 'commit' })
      return result
    } catch (error) {
      // A connection that fails, or still works on the statement, is closed by the pool.
      if (error instanceof pg.DatabaseError) await answer(client, { text: 'rollback' }).catch(() => {})
      throw error
    }
  }
  return (text, values) => {
    if (BEGIN.test(text)) return begin(text)
    const isAlone = waits !== undefined && client.getTransactionStatus() === 'I'
    return isAlone ? sendAlone(text, values) : answer(client, { text, values })
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
