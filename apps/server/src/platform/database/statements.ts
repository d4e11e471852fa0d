import { hash } from 'node:crypto'
import pg from 'pg'
import { type Answer, answersWithin } from './answers.ts'
import { connectErrorOf } from './database-errors.ts'
import { BEGIN, type Send, type Sender, sendPipelined } from './pipelined.ts'
import { sessionOf } from './session.ts'

const MAX_PREPARED_STATEMENTS = 500
const NAME_LENGTH = 20

/**
 * The suffix of a statement that is not prepared, so that Postgres plans it for its values each time. A prepared
 * statement may get a generic plan after five executions.
 */
export const PLANNED_EACH_TIME = '/* planned each time */'

/** Maximum waits for Postgres, in milliseconds. */
export interface Waits {
  queryTimeoutMs: number
  /** For the start of a transaction behind a pooler, which may have no free connection. */
  poolWaitMs: number
}

/**
 * Returns a function that makes the sender of a connection: prepared and pipelined on a direct connection to Postgres, unprepared
 * behind a pooler. Without `waits` there are no timeouts.
 */
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
 * Behind a pooler, the next transaction may use another session. So no statement is prepared, and settings apply only
 * to one transaction. If there are timeouts, a statement outside a transaction is sent in a transaction of its own,
 * because the timeouts are such settings.
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
      // After any other error the connection is lost or still runs the statement, and the pool closes it.
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
 * Names statements by a hash of their text. If two processes share a session unknowingly, a name never refers to a
 * different statement. The number of names is limited: further statements are unnamed, so Postgres does not store them.
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
