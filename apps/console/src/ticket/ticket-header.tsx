import type { DeskTicket } from '@kinconecta/support-client'
import { AlarmClock, CircleUser, Flag, Hourglass, Star } from 'lucide-react'
import type { ReactNode } from 'react'
import { useAgents } from '../people/people.ts'
import { useText } from '../text/text.ts'
import { DateTime } from '../time/time.tsx'
import { ServiceClock } from './service-clock.tsx'
import { StatusBadge } from './status-badge.tsx'
import styles from './ticket-page.module.css'

/** What the ticket is about, and how it stands. */
export function TicketHeader({ ticket }: { ticket: DeskTicket }) {
  const text = useText()
  const { nameOf } = useAgents()
  const { ticketId, subject, status, priority, assigneeId, waitingOn, isSnoozed, snoozedUntil, resolutionCode } = ticket
  const { satisfaction } = ticket
  const isDone = status === 'RESOLVED' || status === 'CLOSED'
  return (
    <div className={styles['heading']}>
      <h1>
        <span className={styles['number']}>#{ticketId}</span> <bdi>{subject}</bdi>
      </h1>
      <p className={styles['marks']}>
        <StatusBadge status={status} />
        <ServiceClock ticket={ticket} />
        {resolutionCode !== null && <Mark>{text.resolution[resolutionCode]}</Mark>}
        {!isDone && (
          <Mark>
            <Flag size={14} aria-hidden />
            {text.priority[priority]}
          </Mark>
        )}
        {!isDone && (
          <Mark>
            <Hourglass size={14} aria-hidden />
            {text.waits[waitingOn]}
          </Mark>
        )}
        <Mark>
          <CircleUser size={14} aria-hidden />
          <bdi>{assigneeId === null ? text.ticket.nobody : nameOf(assigneeId)}</bdi>
        </Mark>
        {satisfaction && (
          <Mark>
            <Star size={14} aria-hidden />
            {text.rated(satisfaction.score)}
          </Mark>
        )}
        {isSnoozed && (
          <Mark>
            <AlarmClock size={14} aria-hidden />
            {snoozedUntil === null ? text.ticket.snoozedUntilReply : text.ticket.snoozedUntil}{' '}
            {snoozedUntil !== null && <DateTime at={snoozedUntil} />}
          </Mark>
        )}
      </p>
    </div>
  )
}

function Mark({ children }: { children: ReactNode }) {
  return <span className={styles['mark']}>{children}</span>
}
