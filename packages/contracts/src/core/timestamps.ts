import { z } from 'zod'
import { msOf } from './time.ts'

const ISO_DATE_TIME =
  /^(?!0000)\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-](0\d|1[0-4]):[0-5]\d)?$/
const BEYOND_MICROSECONDS = /(\.\d{6})\d+/
const EARLIEST_MS = Date.parse('0001-01-01T00:00:00Z')
const LATEST_MS = Date.parse('9999-12-31T23:59:59Z')

/**
 * A timestamp as callers send it: ISO 8601; seconds, fraction and offset are optional. Without an offset it is UTC.
 * The years 1 to 9999, because timestamps in responses have a year of four digits.
 */
export const TimestampInput = z
  .string()
  .regex(ISO_DATE_TIME, 'Must be an ISO 8601 date and time, like 2026-03-11T10:30:00')
  .refine(isRealTimestamp, 'Must be a real date and time within the years 1 to 9999')
  .overwrite((value) => value.replace(BEYOND_MICROSECONDS, '$1')) // Postgres would round, possibly into the next year
  .meta({
    id: 'TimestampInput',
    description: 'ISO 8601 date and time; without an offset it is UTC. Truncated to the microsecond.',
    examples: ['2026-03-11T10:30:00', '2026-03-11T04:30:00.123-06:00'],
  })

/** A timestamp as the service sends it: `2026-03-11T10:30:00`, UTC, whole seconds. */
export const Timestamp = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/)
  .meta({
    id: 'Timestamp',
    description: 'Date and time in UTC, whole seconds, without an offset.',
    examples: ['2026-03-11T10:30:00'],
  })
function isRealTimestamp(value: string): boolean {
  if (!ISO_DATE_TIME.test(value)) return true // the check of the pattern reports it
  const day = value.slice(0, 10)
  const midnight = new Date(`${day}T00:00:00Z`)
  if (midnight.toISOString().slice(0, 10) !== day) return false // 30 February
  const ms = msOf(value)
  return ms >= EARLIEST_MS && ms <= LATEST_MS
}
