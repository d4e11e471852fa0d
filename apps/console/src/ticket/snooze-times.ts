import { instantOf, zonedDateOf } from '../time/zoned-time.ts'

const MORNING_HOUR = 9

/** The times that are offered for a snooze, in the zone of the user. */
export function snoozeTimes(now: Date, timeZone: string | undefined) {
  const today = zonedDateOf(now, timeZone)
  const morningIn = (days: number) =>
    instantOf({ ...today, day: today.day + days, hour: MORNING_HOUR, minute: 0 }, timeZone)
  const weekday = new Date(Date.UTC(today.year, today.month - 1, today.day)).getUTCDay() // 0 is Sunday
  return {
    inOneHour: new Date(now.getTime() + 3_600_000),
    tomorrow: morningIn(1),
    nextMonday: morningIn((8 - weekday) % 7 || 7),
  }
}
