import type { ServiceTarget } from '@kinconecta/support-contracts'
import { addBusinessTime, type BusinessCalendar, businessTime } from './business-time.ts'

// Times are milliseconds since 1970.

/** What a target was promised by: versions of a policy and of its calendar, which never change. */
export interface Terms {
  policyId: number
  policyVersion: number
  calendarId: number
  calendarVersion: number
  calendar: BusinessCalendar
  minutes: number
  /** Null if there is no warning. */
  warnPercent: number | null
}

/** What a ticket was promised: one target, from its start to its end. */
export interface SlaTarget extends Terms {
  /** Undefined if it is not stored yet. */
  targetId: number | undefined
  target: ServiceTarget
  startedAt: number
  /** Since when its time does not run; null if it runs. */
  pausedAt: number | null
  /** When it is due. Once it is paused, later by the time that counts during the pause. */
  dueAt: number
  warnAt: number | null
  warnedAt: number | null
  /** When it was missed: its `dueAt`. */
  breachedAt: number | null
  metAt: number | null
  /** It ended without `metAt` if it was not needed any more. */
  endedAt: number | null
  /** Null if it has not ended, or if that is not known. */
  endReason: EndReason | null
}

/** Why a target ended: it was met, the ticket was done, another policy applied, or the ticket was merged into another. */
export type EndReason = 'met' | 'done' | 'policy' | 'merge'

const MINUTE_MS = 60_000
const UNTOUCHED = {
  targetId: undefined,
  pausedAt: null,
  warnedAt: null,
  breachedAt: null,
  metAt: null,
  endedAt: null,
  endReason: null,
}

/** Starts a target. */
export function startTarget(target: ServiceTarget, terms: Terms, at: number): SlaTarget {
  const { totalMs, warnMs } = durationsOf(terms)
  const after = (durationMs: number) => addBusinessTime(terms.calendar, at, durationMs)
  return { ...fresh(target, terms, at), dueAt: after(totalMs), warnAt: warnMs === null ? null : after(warnMs) }
}

/** Stops the time of a target that runs. */
export function pauseTarget(target: SlaTarget, at: number): SlaTarget {
  return target.pausedAt === null ? { ...target, pausedAt: at } : target
}

/** Lets the time of a paused target run again: what was left is left. */
export function resumeTarget(target: SlaTarget, at: number): SlaTarget {
  const { calendar, pausedAt, dueAt, warnAt, breachedAt, warnedAt } = target
  if (pausedAt === null) return target
  const later = (time: number) => addBusinessTime(calendar, at, businessTime(calendar, pausedAt, time))
  return {
    ...target,
    pausedAt: null,
    dueAt: breachedAt === null ? later(dueAt) : dueAt,
    warnAt: warnAt !== null && warnedAt === null ? later(warnAt) : warnAt,
  }
}

/** Marks what has passed by `at`: the time of the warning, and that of the target itself. */
export function checkTarget(target: SlaTarget, at: number): SlaTarget {
  const checkAt = nextCheckOf(target)
  if (checkAt === null || checkAt > at) return target
  const { warnAt, dueAt } = target
  const warnedAt = target.warnedAt ?? (warnAt !== null && warnAt <= at ? warnAt : null)
  return { ...target, warnedAt, breachedAt: target.breachedAt ?? (dueAt <= at ? dueAt : null) }
}

/** Ends a target that was checked: it was met, or it is not needed any more. */
export function endTarget(target: SlaTarget, at: number, endReason: EndReason): SlaTarget {
  return { ...target, metAt: endReason === 'met' ? at : null, endedAt: at, endReason }
}

/** Lets a target run on that was not needed any more, and is again: as if it had been paused. */
export function reopenTarget(target: SlaTarget, at: number): SlaTarget {
  if (target.endedAt === null) return target
  return resumeTarget({ ...target, pausedAt: target.pausedAt ?? target.endedAt, endedAt: null, endReason: null }, at)
}

/** The same target under other terms. The time that has counted so far stays counted, so it can be missed at once. */
export function targetUnder(target: SlaTarget, terms: Terms, at: number): SlaTarget {
  const since = target.pausedAt ?? at
  const countedMs = target.minutes * MINUTE_MS - businessTime(target.calendar, since, target.dueAt)
  const { startedAt, pausedAt } = target
  const { totalMs, warnMs } = durationsOf(terms)
  const passed = (durationMs: number | null) => (durationMs !== null && durationMs <= countedMs ? at : null)
  const after = (durationMs: number) =>
    passed(durationMs) ?? addBusinessTime(terms.calendar, since, durationMs - countedMs)
  return {
    ...fresh(target.target, terms, startedAt),
    pausedAt,
    dueAt: after(totalMs),
    breachedAt: passed(totalMs),
    warnAt: warnMs === null ? null : after(warnMs),
    warnedAt: passed(warnMs),
  }
}

/** When a warning or a breach is to be recorded next; null if none is, or while the target is paused. */
export function nextCheckOf({ pausedAt, endedAt, warnAt, warnedAt, dueAt, breachedAt }: SlaTarget): number | null {
  if (pausedAt !== null || endedAt !== null) return null
  const times = [...(warnedAt === null && warnAt !== null ? [warnAt] : []), ...(breachedAt === null ? [dueAt] : [])]
  return times.length === 0 ? null : Math.min(...times)
}

/** Of the targets that have not ended, the one that is due first. */
export function nextTargetOf(targets: readonly SlaTarget[]): SlaTarget | undefined {
  return targets.filter(({ endedAt }) => endedAt === null).toSorted((a, b) => a.dueAt - b.dueAt)[0]
}

function fresh(target: ServiceTarget, terms: Terms, startedAt: number): Omit<SlaTarget, 'dueAt' | 'warnAt'> {
  const { policyId, policyVersion, calendarId, calendarVersion, calendar, minutes, warnPercent } = terms
  const own = { policyId, policyVersion, calendarId, calendarVersion, calendar, minutes, warnPercent }
  return { ...own, ...UNTOUCHED, target, startedAt }
}

function durationsOf({ minutes, warnPercent }: Terms): { totalMs: number; warnMs: number | null } {
  const totalMs = minutes * MINUTE_MS
  return { totalMs, warnMs: warnPercent === null ? null : Math.round((totalMs * warnPercent) / 100) }
}
