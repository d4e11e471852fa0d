import type { PolicyTargets, ServiceTarget } from '@kinconecta/support-contracts'
import {
  checkTarget,
  type EndReason,
  endTarget,
  pauseTarget,
  reopenTarget,
  resumeTarget,
  type SlaTarget,
  startTarget,
  targetUnder,
  type Terms,
} from './sla-target.ts'

/** Times are milliseconds since 1970. */
export interface Pause {
  /** Undefined if it is not stored yet. */
  pauseId: number | undefined
  reason: 'requester' | 'snooze'
  startedAt: number
  /** When the snooze ends; null if nobody knows. */
  until: number | null
  endedAt: number | null
}

/**
 * The clocks of a ticket: its targets that had not ended before, or may run on, and the pauses that had not ended.
 */
export interface Clocks {
  targets: readonly SlaTarget[]
  pauses: readonly Pause[]
}

/** What the clocks need to know about a ticket. */
export interface ClockedTicket {
  isDone: boolean
  isWaitingOnRequester: boolean
  isWaitingOnAgent: boolean
  isSnoozed: boolean
  snoozedUntil: number | null
  hasResponse: boolean
}

/** What happened to a ticket in one change. */
export interface Happened {
  isCreated: boolean
  isReopened: boolean
  hasRequesterWritten: boolean
  hasStaffReplied: boolean
  /** What policies depend on has changed. */
  isMatchedAnew: boolean
  /** It was merged into another ticket, where the work goes on. */
  isMerged: boolean
  /** Its merge was undone. */
  isUnmerged: boolean
}

/** The policy that applies to a ticket. */
export type MatchedPolicy = Omit<Terms, 'minutes'> & { targets: PolicyTargets }

const MINUTES = {
  first_response: 'firstResponseMinutes',
  next_response: 'nextResponseMinutes',
  resolution: 'resolutionMinutes',
} as const satisfies Record<ServiceTarget, keyof PolicyTargets>

/** Nothing that clocks depend on. */
export const NOTHING_HAPPENED: Happened = {
  isCreated: false,
  isReopened: false,
  hasRequesterWritten: false,
  hasStaffReplied: false,
  isMatchedAnew: false,
  isMerged: false,
  isUnmerged: false,
}

/** Whether the policy of the ticket has to be known. */
export function needsPolicy({
  isCreated,
  isReopened,
  hasRequesterWritten,
  isMatchedAnew,
  isUnmerged,
}: Happened): boolean {
  return isCreated || isReopened || hasRequesterWritten || isMatchedAnew || isUnmerged
}

/**
 * The clocks after a change of their ticket at `at`. First what has passed by then: the end of a snooze, warnings and
 * breaches. Then a reply ends what it answers, and a ticket that is done ends all. Then targets start, or run on after a
 * merge that was undone, and all are paused while the ticket waits for the requester, or is snoozed.
 */
export function clocksAfter(
  clocks: Clocks,
  ticket: ClockedTicket,
  happened: Happened,
  policy: MatchedPolicy | undefined,
  at: number,
): Clocks {
  let { targets, pauses } = clocksAt(clocks, at)
  if (happened.hasStaffReplied) targets = ended(targets, at, isResponse, 'met')
  if (happened.isMerged) targets = ended(targets, at, () => true, 'merge')
  if (ticket.isDone) {
    targets = ended(targets, at, isResponse, 'done')
    targets = ended(targets, at, () => true, 'met')
  } else {
    const isResumed = happened.isUnmerged && targets.some(isEndedByMerge)
    if (isResumed) targets = targets.map((each) => (isEndedByMerge(each) ? reopenTarget(each, at) : each))
    const isReopened = happened.isReopened && !isResumed
    const isMatchedAnew = happened.isMatchedAnew || happened.isUnmerged
    if (isMatchedAnew) targets = matchedAnew(targets, policy, at)
    targets = [...targets, ...started(targets, ticket, { ...happened, isReopened, isMatchedAnew }, policy, at)]
  }
  return pausedAs(ticket, { targets, pauses }, at)
}

/** The clocks at a time, if nothing happens to their ticket before. */
export function clocksAt({ targets, pauses }: Clocks, at: number): Clocks {
  const over = pauses.find(({ endedAt, until }) => endedAt === null && until !== null && until <= at)
  const running = over ? resumed({ targets, pauses }, over.until!) : { targets, pauses }
  return { ...running, targets: running.targets.map((each) => checkTarget(each, at)) }
}

function isResponse({ target }: SlaTarget): boolean {
  return target !== 'resolution'
}

function isEndedByMerge({ endReason }: SlaTarget): boolean {
  return endReason === 'merge'
}

function ended(
  targets: readonly SlaTarget[],
  at: number,
  isMeant: (target: SlaTarget) => boolean,
  reason: EndReason,
): SlaTarget[] {
  return targets.map((each) => (each.endedAt === null && isMeant(each) ? endTarget(each, at, reason) : each))
}

/** Puts open targets under the policy that now applies. One that was missed stays missed. */
function matchedAnew(
  targets: readonly SlaTarget[],
  policy: MatchedPolicy | undefined,
  at: number,
): readonly SlaTarget[] {
  return targets.flatMap((each) => {
    if (each.endedAt !== null || each.breachedAt !== null || each.policyId === policy?.policyId) return [each]
    const terms = termsOf(policy, each.target)
    return [endTarget(each, at, 'policy'), ...(terms ? [targetUnder(each, terms, at)] : [])]
  })
}

/**
 * The targets that start: those that are needed, and that the ticket does not have. One that it had under an earlier policy
 * keeps the time that has counted.
 */
function started(
  targets: readonly SlaTarget[],
  { hasResponse, isWaitingOnAgent }: ClockedTicket,
  { isCreated, isReopened, hasRequesterWritten, isMatchedAnew, isUnmerged }: Happened,
  policy: MatchedPolicy | undefined,
  at: number,
): SlaTarget[] {
  const isOpen = (name: ServiceTarget) => targets.some(({ target, endedAt }) => target === name && endedAt === null)
  const isNew = isCreated || isMatchedAnew
  const isAsked = hasRequesterWritten || (isUnmerged && isWaitingOnAgent)
  const needed: [ServiceTarget, boolean][] = [
    ['first_response', isNew && !isReopened && !hasResponse && !isOpen('next_response')],
    ['next_response', isReopened || (isAsked && hasResponse && !isOpen('first_response'))],
    ['resolution', isNew || isReopened],
  ]
  return needed.flatMap(([name, isNeeded]) => {
    const terms = isNeeded && !isOpen(name) ? termsOf(policy, name) : undefined
    if (!terms) return []
    const earlier = targets.findLast(({ target, endReason }) => target === name && endReason === 'policy')
    return [earlier ? targetUnder(reopenTarget(earlier, at), terms, at) : startTarget(name, terms, at)]
  })
}

function termsOf(policy: MatchedPolicy | undefined, target: ServiceTarget): Terms | undefined {
  const minutes = policy?.targets[MINUTES[target]]
  return policy && typeof minutes === 'number' ? { ...policy, minutes } : undefined
}

/** Pauses the targets, or lets them run, as the ticket is now. */
function pausedAs(ticket: ClockedTicket, clocks: Clocks, at: number): Clocks {
  const wanted = clocks.targets.some(({ endedAt }) => endedAt === null) ? reasonOf(ticket, at) : undefined
  const current = clocks.pauses.find(({ endedAt }) => endedAt === null)
  if (current && current.reason === wanted?.reason && current.until === wanted.until) return clocks
  const running = current ? resumed(clocks, at) : clocks
  if (!wanted) return running
  return {
    targets: running.targets.map((each) => (each.endedAt === null ? pauseTarget(each, at) : each)),
    pauses: [...running.pauses, { pauseId: undefined, ...wanted, startedAt: at, endedAt: null }],
  }
}

function reasonOf(ticket: ClockedTicket, at: number): Pick<Pause, 'reason' | 'until'> | undefined {
  if (ticket.isWaitingOnRequester) return { reason: 'requester', until: null }
  const { isSnoozed, snoozedUntil } = ticket
  return isSnoozed && (snoozedUntil === null || snoozedUntil > at)
    ? { reason: 'snooze', until: snoozedUntil }
    : undefined
}

/** Ends the pause, and lets the open targets run again. */
function resumed({ targets, pauses }: Clocks, at: number): Clocks {
  return {
    targets: targets.map((each) => (each.endedAt === null ? resumeTarget(each, at) : each)),
    pauses: pauses.map((each) => (each.endedAt === null ? { ...each, endedAt: at } : each)),
  }
}
