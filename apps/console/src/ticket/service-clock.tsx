import type { DeskTicket } from '@kinconecta/support-client'
import { CirclePause, Clock, ClockAlert, type LucideIcon, TriangleAlert } from 'lucide-react'
import { usePreferences } from '../preferences/preferences.ts'
import { useLocale, useText } from '../text/text.ts'
import { useNow } from '../time/time.tsx'
import { dateTime, parseTimestamp, relativeTime } from '../time/timestamp.ts'
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
  const text = useText().serviceLevel
  const locale = useLocale()
  const { timeZone } = usePreferences()
  const now = useNow()
  const { nextTarget } = ticket
  if (nextTarget === null) return undefined
  const clock = clockOf(ticket, now)
  const Icon = ICONS[clock.state]
  const isPaused = clock.state === 'paused'
  return (
    <span
      className={`${styles['clock']} ${styles[clock.state] ?? ''}`}
      title={isPaused ? undefined : dateTime(clock.at, locale, timeZone)}
    >
      <Icon size={14} aria-hidden />
      {text.targets[nextTarget]} {isPaused ? text.paused : text[clock.state](relativeTime(clock.at, now, locale))}
    </span>
  )
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
