import { SupportError } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import { findLogBounds, type LogBounds } from './event-log.repository.ts'

/**
 * Rejects with EVENTS_TRIMMED if events after `position` were removed, INVALID_INPUT if the log ends before `position`,
 * for example because an older database was restored. Must be called after the events were read, so that a concurrent
 * removal is detected. `field`: the name of the position in the input. Resolves to the bounds of the log.
 */
export async function refuseOutside(db: Kysely<Database>, position: number, field = 'after'): Promise<LogBounds> {
  const bounds = await findLogBounds(db)
  const { trimmedTo, lastPosition } = bounds
  if (position < trimmedTo) {
    const advice = `Read the tickets again, then continue with after=${trimmedTo}`
    const message = `The oldest event has position ${trimmedTo + 1}. Older events after ${position} were removed. ${advice}`
    throw new SupportError('EVENTS_TRIMMED', message)
  }
  if (position > lastPosition) {
    throw new SupportError('INVALID_INPUT', `${field}: Must be at most ${lastPosition}, the last position of this log`)
  }
  return bounds
}
