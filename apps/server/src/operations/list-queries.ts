import { SupportError } from '@kinconecta/support-contracts'
import { isStatementTimeout } from '../platform/database/database-errors.ts'

const ADVICE = 'filter by status, set a time range, search for more specific words, or leave out count'

/** Reads a list. Rejects with QUERY_TOO_EXPENSIVE if a statement exceeds its timeout. */
export async function readList<Page>(read: () => Promise<Page>): Promise<Page> {
  try {
    return await read()
  } catch (error) {
    if (!isStatementTimeout(error)) throw error
    const sentence = `This query takes too long. Narrow it: ${ADVICE}`
    throw new SupportError('QUERY_TOO_EXPENSIVE', sentence, { cause: (error as Error).cause })
  }
}
