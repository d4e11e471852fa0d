import { SupportError } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import { findLogBounds } from './event-log.repository.ts'

/**
 * Throws EVENTS_TRIMMED if events after `position` were removed, INVALID_INPUT if the log ends before it, as it does if
 * an older database was restored. Call it after the events were read, so that none were removed unnoticed in between.
 */
export async function refuseOutside(db: Kysely<Database>, position: number): Promise<void> {
  const { trimmedTo, lastPosition } = await findLogBounds(db)
  if (position < trimmedTo) {
    const advice = `Read the tickets again, then continue with after=${trimmedTo}`
    const message = `The oldest event has position ${trimmedTo + 1}; those after ${position} are no longer complete. ${advice}`
    throw new SupportError('EVENTS_TRIMMED', message)
  }
  if (position > lastPosition) {
    const problem = `Must be at most ${lastPosition}, where the log ends`
    throw new SupportError('INVALID_INPUT', `after: ${problem}; ${position} is not a position of this log`)
  }
}
