import { SupportError } from '@kinconecta/support-contracts'
import pg from 'pg'

const STATEMENT_TIMEOUT = '57014'
const ADVICE = 'filter by status, set a time range, search for more specific words, or leave out count'

/** Reads a list. Rejects with QUERY_TOO_EXPENSIVE if a statement exceeds its timeout. */
export async function readList<Page>(read: () => Promise<Page>): Promise<Page> {
  try {
    return await read()
  } catch (error) {
    const { cause } = error as Error
    if (!(cause instanceof pg.DatabaseError) || cause.code !== STATEMENT_TIMEOUT) throw error
    throw new SupportError('QUERY_TOO_EXPENSIVE', `This query takes too long. Narrow it: ${ADVICE}`, { cause })
  }
}
