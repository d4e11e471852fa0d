import { createStore, useStore } from '../app/store.ts'
import { usePreferences } from '../preferences/preferences.ts'
import { useLocale } from '../text/text.ts'
import { dateTime, parseTimestamp, relativeTime } from './timestamp.ts'

const MINUTE_MS = 60_000
const clock = createStore(new Date())
setInterval(() => clock.set(new Date()), MINUTE_MS)

/** The time now, as of the last minute. */
export function useNow(): Date {
  return useStore(clock)
}

/** How long ago a timestamp of the service was. The date and time is in its title, in the zone of the user. */
export function RelativeTime({ at }: { at: string }) {
  const locale = useLocale()
  const { timeZone } = usePreferences()
  const date = parseTimestamp(at)
  const ticked = useNow()
  const now = date > ticked ? date : ticked // what just happened is later than the last tick
  return (
    <time dateTime={date.toISOString()} title={dateTime(date, locale, timeZone)}>
      {relativeTime(date, now, locale)}
    </time>
  )
}

/** The date and time of a timestamp of the service, in the zone of the user. */
export function DateTime({ at }: { at: string }) {
  const locale = useLocale()
  const { timeZone } = usePreferences()
  const date = parseTimestamp(at)
  return <time dateTime={date.toISOString()}>{dateTime(date, locale, timeZone)}</time>
}
