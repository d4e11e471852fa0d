import type pg from 'pg'
import type { Answer } from './answers.ts'

/** Sends a statement. If `mayBeNamed` is false, an existing prepared statement is not used. */
export type Send = (text: string, values: unknown[], mayBeNamed: boolean) => Promise<pg.QueryResult>

/** How statements are sent on one connection, from its checkout to its release. */
export interface Sender {
  send: Send
  /** Whether a transaction has begun, even if BEGIN has not been sent yet. */
  isInTransaction(): boolean
}

/**
 * The end of a statement whose result nobody reads. Within a transaction it is sent together with COMMIT, which fails
 * if the statement fails.
 */
export const WITH_COMMIT = '/* with commit */'

export const BEGIN = /^(?:begin|start transaction)\b/
const NOTHING = { rows: [], rowCount: 0, command: '', oid: 0, fields: [] } satisfies pg.QueryResult

type QueryOf = (text: string, values: unknown[], mayBeNamed: boolean) => pg.QueryConfig

/**
 * Sends the statements of a transaction in fewer round trips, which are most of the cost of a short one: BEGIN goes
 * with the first statement, and what is marked `WITH_COMMIT` goes with COMMIT. The client must be in pipeline mode.
 */
export function sendPipelined(client: pg.ClientBase, answer: Answer, queryOf: QueryOf): Sender {
  let isOpen = false
  let unsent: pg.QueryConfig[] = []
  const sendAfterUnsent = (query: pg.QueryConfig): Promise<pg.QueryResult> => {
    if (unsent.length === 0) return answer(client, query)
    const queries = [...unsent, query]
    unsent = []
    return sendTogether(client, answer, queries)
  }
  const end = (query: pg.QueryConfig): Promise<pg.QueryResult> => {
    const [first] = unsent
    isOpen = false
    if (query.text === 'rollback') {
      unsent = []
      return first && BEGIN.test(first.text) ? Promise.resolve(NOTHING) : answer(client, query)
    }
    return sendAfterUnsent(query)
  }
  return {
    isInTransaction: () => isOpen,
    send(text, values, mayBeNamed) {
      const query = queryOf(text, values, mayBeNamed)
      if (text === 'commit' || text === 'rollback') return end(query)
      if (text.startsWith('rollback to ')) unsent = unsent.filter(({ text: each }) => !each.endsWith(WITH_COMMIT))
      const isBegin = BEGIN.test(text)
      isOpen ||= isBegin
      if (!isBegin && !(isOpen && text.endsWith(WITH_COMMIT))) return sendAfterUnsent(query)
      unsent.push(query)
      return Promise.resolve(NOTHING)
    },
  }
}

/** Writes all statements at once. Resolves to the last result; rejects with the first error when all have ended. */
async function sendTogether(client: pg.ClientBase, answer: Answer, queries: pg.QueryConfig[]): Promise<pg.QueryResult> {
  const { stream } = (client as unknown as { connection: { stream: { cork(): void; uncork(): void } } }).connection
  stream.cork()
  const answers = queries.map((query) => answer(client, query))
  stream.uncork()
  const outcomes = await Promise.allSettled(answers)
  const failed = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failed) throw failed.reason
  return (outcomes.at(-1) as PromiseFulfilledResult<pg.QueryResult>).value
}
