import { z } from 'zod'

/** A time zone of the IANA database, such as `America/Mexico_City` or `UTC`. */
export const TimeZone = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/, 'Must be a time zone of the IANA database, like America/Mexico_City')
  .refine(isTimeZone, 'Unknown time zone')
  .meta({
    id: 'TimeZone',
    description: 'Time zone of the IANA database.',
    examples: ['America/Mexico_City', 'UTC'],
  })

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
