import { hash } from 'node:crypto'
import pg from 'pg'
import { type Answer, answersWithin } from './answers.ts'
import { connectErrorOf } from './database-errors.ts'
import { sessionOf } from './session.ts'

const MAX_PREPARED_STATEMENTS = 500
const NAME_LENGTH = 20
const BEGIN = /^(?:begin|start transaction)\b/

/**
 * The suffix of a statement that is not prepared, so that Postgres plans it for its values each time. A prepared
 * statement may get a generic plan after five executions.
 */
export const PLANNED_EACH_TIME = '/* planned each time */'

/** Sends a statement. If `mayBeNamed` is false, an existing prepared statement is not used. */
export type Send = (text: string, values: unknown[], mayBeNamed: boolean) => Promise<pg.QueryResult>

/** Maximum waits for Postgres, in milliseconds. */
export interface Waits {
  queryTimeoutMs: number
  /** For the start of a transaction behind a pooler, which may have no free connection. */
  poolWaitMs: number
}

/**
 * Returns a function that sends the statements of a connection: prepared on a direct connection to Postgres, unprepared
 * behind a pooler. Without `waits` there are no timeouts.
 */
export function sender(waits: Waits | undefined): (client: pg.ClientBase) => Send {
  const nameOf = statementNames()
  const answer = answersWithin(waits?.queryTimeoutMs)
  return (client) => {
    const { isPooled, setLocal } = sessionOf(client)
    return isPooled ? sendPooled(client, answer, setLocal, waits) : sendDirect(client, answer, nameOf)
  }
}

function sendDirect(client: pg.ClientBase, answer: Answer, nameOf: (text: string) => string | undefined): Send {
  return (text, values, mayBeNamed) => {
    const name = mayBeNamed && values.length > 0 && !text.endsWith(PLANNED_EACH_TIME) ? nameOf(text) : undefined
    return answer(client, name === undefined ? { text, values } : { name, text, values })
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
