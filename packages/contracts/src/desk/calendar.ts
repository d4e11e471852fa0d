import { z } from 'zod'
import { Id, VersionedRef } from '../core/ids.ts'
import { text } from '../core/text.ts'
import { TimeZone } from '../core/time-zone.ts'
import { Timestamp } from '../core/timestamps.ts'

/** The days of the week, from Monday to Sunday. */
export const Weekday = z
  .enum(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'])
  .meta({ id: 'Weekday', description: 'Day of the week.' })
export type Weekday = z.infer<typeof Weekday>

const MIN_OPEN_MINUTES = 60
const TIME = String.raw`([01]\d|2[0-3]):[0-5]\d`

/** Hours of one day of the week, in the local time of the calendar. */
export const OpenHours = z
  .object({
    day: Weekday,
    from: z
      .string()
      .regex(new RegExp(`^${TIME}$`), 'Must be a time like 09:00')
      .meta({ description: 'The first minute, such as `09:00`.' }),
    to: z
      .string()
      .regex(new RegExp(`^(${TIME}|24:00)$`), 'Must be a time like 17:30, at most 24:00')
      .meta({ description: 'The end, after `from`; `24:00` is the end of the day.' }),
  })
  .refine(({ from, to }) => from < to, { message: 'Must be after from', path: ['to'] })
  .meta({ id: 'OpenHours' })
export type OpenHours = z.infer<typeof OpenHours>

const name = text(100).meta({ description: 'Name of the calendar.' })

const hours = z
  .array(OpenHours)
  .min(1)
  .max(50, { abort: true }) // the next check takes time for each
  .refine((all) => openMinutesOf(all) >= MIN_OPEN_MINUTES, `Must be at least ${MIN_OPEN_MINUTES} minutes a week`)
  .meta({ description: 'The hours of each week in which time counts. Hours that overlap count once.' })

const holidays = z
  .array(z.iso.date().refine(isRealYear, 'Must be a date within the years 1970 to 2199'))
  .max(400)
  .meta({ description: 'Local dates on which no time counts.' })

/** The hours in which the time of service levels counts. */
export const Calendar = z
  .object({
    calendarId: Id,
    name: z.string().meta({ description: 'Name of the calendar.' }),
    timeZone: z.string().meta({ description: 'Time zone of the IANA database.' }),
    hours: z.array(OpenHours).meta({ description: 'The hours of each week in which time counts.' }),
    holidays: z.array(z.iso.date()).meta({ description: 'Local dates on which no time counts, ascending.' }),
    createdAt: Timestamp,
  })
  .meta({ id: 'Calendar' })
export type Calendar = z.infer<typeof Calendar>

const example = {
  name: 'Office in Madrid',
  timeZone: 'Europe/Madrid',
  hours: [{ day: 'monday', from: '09:00', to: '17:30' }],
  holidays: ['2026-12-25'],
}

/** The input that creates a calendar. */
export const CalendarCreate = z
  .object({ name, timeZone: TimeZone, hours, holidays: holidays.optional() })
  .meta({ id: 'CalendarCreate', examples: [example] })
export type CalendarCreate = z.infer<typeof CalendarCreate>

/** The input that updates a calendar. Fields that are left out keep their values. */
export const CalendarUpdate = z
  .object({
    ...VersionedRef.shape,
    name: name.optional(),
    timeZone: TimeZone.optional(),
    hours: hours.optional(),
    holidays: holidays.optional(),
  })
  .meta({ id: 'CalendarUpdate', examples: [{ holidays: ['2026-12-25', '2027-01-01'] }] })
export type CalendarUpdate = z.infer<typeof CalendarUpdate>

/** The minutes since midnight of a time like `17:30`. */
export function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
}

function isRealYear(date: string): boolean {
  return date >= '1970' && date < '2200'
}

/** The minutes of a week in which time counts; those of hours that overlap count once. */
function openMinutesOf(all: readonly OpenHours[]): number {
  const minutes = new Set<number>()
  for (const { day, from, to } of all) {
    const midnight = Weekday.options.indexOf(day) * 1440
    for (let minute = minutesOf(from); minute < minutesOf(to); minute++) minutes.add(midnight + minute)
  }
  return minutes.size
}
