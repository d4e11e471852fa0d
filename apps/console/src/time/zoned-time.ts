/** The parts of a date in a time zone. Months count from 1. */
interface ZonedDate {
  year: number
  month: number
  day: number
  hour: number
  minute: number
}

const PARTS = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const

/** What the clocks of the zone show; those of the browser without a zone. */
export function zonedDateOf(date: Date, timeZone: string | undefined): ZonedDate {
  const format = new Intl.DateTimeFormat('en', { ...PARTS, hourCycle: 'h23', calendar: 'gregory', timeZone })
  const parts = Object.fromEntries(format.formatToParts(date).map(({ type, value }) => [type, Number(value)]))
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = parts
  return { year, month, day, hour, minute }
}

/** When the clocks of the zone show this. An hour that is left out counts as the next one. Days may exceed the month. */
export function instantOf({ year, month, day, hour, minute }: ZonedDate, timeZone: string | undefined): Date {
  const wanted = Date.UTC(year, month - 1, day, hour, minute)
  const shownAt = (ms: number) => {
    const shown = zonedDateOf(new Date(ms), timeZone)
    return Date.UTC(shown.year, shown.month - 1, shown.day, shown.hour, shown.minute)
  }
  let ms = wanted
  for (let round = 0; round < 2; round++) ms += wanted - shownAt(ms) // a second time if the offset changes in between
  return new Date(ms)
}

/** The value of an `<input type="datetime-local">`. */
export function localInputValue(date: Date, timeZone: string | undefined): string {
  const { year, month, day, hour, minute } = zonedDateOf(date, timeZone)
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}`
}

/** The time that the user chose in an `<input type="datetime-local">`; undefined if it is empty. */
export function instantOfInput(value: string, timeZone: string | undefined): Date | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(value)
  if (!match) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = match.slice(1).map(Number)
  return instantOf({ year, month, day, hour, minute }, timeZone)
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
