import type { DeskTicket } from '@kinconecta/support-client'
import { CirclePause, Clock, ClockAlert, type LucideIcon, TriangleAlert } from 'lucide-react'
import { usePreferences } from '../preferences/preferences.ts'
import { useLocale, useText } from '../text/text.ts'
import { useNow } from '../time/time.tsx'
import { dateTime, parseTimestamp, relativeTime, shortRelativeTime } from '../time/timestamp.ts'
import styles from './service-clock.module.css'

type ClockState = 'running' | 'warning' | 'overdue' | 'paused'
type ClockReading = { state: 'paused' } | { state: Exclude<ClockState, 'paused'>; at: Date }

const ICONS: Record<ClockState, LucideIcon> = {
  running: Clock,
  warning: ClockAlert,
  overdue: TriangleAlert,
  paused: CirclePause,
}

/** The target of the service level that is due next: a sign and words, with the date and time in the title. */
export function ServiceClock({ ticket }: { ticket: DeskTicket }) {
  const clock = useClock(ticket)
  if (!clock) return undefined
  const { state, words, time, Icon } = clock
  return (
    <span className={`${styles['clock']} ${styles[state] ?? ''}`} title={time}>
      <Icon size={14} aria-hidden />
      {words}
    </span>
  )
}

/** The same for a row of the list: a sign, and how long; the words are in the title, and read out. */
export function ShortServiceClock({ ticket }: { ticket: DeskTicket }) {
  const clock = useClock(ticket)
  if (!clock) return undefined
  const { state, words, time, short, Icon } = clock
  const title = time === undefined ? words : `${words}, ${time}`
  return (
    <span className={`${styles['clock']} ${styles['short']} ${styles[state] ?? ''}`} title={title}>
      <Icon size={14} role="img" aria-label={words} />
      <span aria-hidden>{short}</span>
    </span>
  )
}

function useClock(ticket: DeskTicket) {
  const text = useText().serviceLevel
  const locale = useLocale()
  const { timeZone } = usePreferences()
  const now = useNow()
  const { nextTarget } = ticket
  if (nextTarget === null) return undefined
  const clock = clockOf(ticket, now)
  const shown = { state: clock.state, Icon: ICONS[clock.state] }
  const target = text.targets[nextTarget]
  if (clock.state === 'paused') return { ...shown, words: `${target} ${text.paused}`, time: undefined, short: '' }
  return {
    ...shown,
    words: `${target} ${text[clock.state](relativeTime(clock.at, now, locale))}`,
    time: dateTime(clock.at, locale, timeZone),
    short: shortRelativeTime(clock.at, now, locale),
  }
}

/** How the clock stands, and when its target is or was due. A target that was missed stays missed while it is paused. */
function clockOf(
  { dueAt, warnAt, breachedAt }: Pick<DeskTicket, 'dueAt' | 'warnAt' | 'breachedAt'>,
  now: Date,
): ClockReading {
  const due = breachedAt ?? dueAt
  if (due === null) return { state: 'paused' }
  const at = parseTimestamp(due)
  if (breachedAt !== null || at <= now) return { state: 'overdue', at }
  return { state: warnAt !== null && parseTimestamp(warnAt) <= now ? 'warning' : 'running', at }
}
