import type { DeskTicket, TicketStatus } from '@kinconecta/support-client'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { queries } from '../app/support.ts'
import { useText } from '../text/text.ts'
import { RelativeTime } from '../time/time.tsx'
import { StatusBadge } from './status-badge.tsx'
import styles from './ticket-details.module.css'

const STATUSES: readonly TicketStatus[] = ['OPEN', 'IN_PROGRESS', 'RESOLVED', 'CLOSED']

/** Who wrote the ticket, and what else this person wrote. */
export function RequesterPanel({ ticket }: { ticket: DeskTicket }) {
  const text = useText()
  const { ticketId, userId, email, fullName, roleContext } = ticket
  const { data } = useQuery(queries.desk.requesters.get.queryOptions(userId === null ? { email } : { userId }))
  const others = data?.tickets.filter((other) => other.ticketId !== ticketId) ?? []
  return (
    <section className={styles['section']}>
      <h2>
        <bdi>{fullName}</bdi>
      </h2>
      <p>
        <span className={styles['email']}>{email}</span>
        <br />
        <span className={styles['muted']}>{text.role[roleContext]}</span>
      </p>
      {data && (
        <p className={styles['muted']}>
          {STATUSES.filter((status) => data.counts[status] > 0)
            .map((status) => `${data.counts[status]} ${text.status[status]}`)
            .join(' · ')}
        </p>
      )}
      {data && others.length === 0 && <p className={styles['muted']}>{text.ticket.noOthers}</p>}
      {others.length > 0 && (
        <>
          <h3 className={styles['label']}>{text.ticket.others}</h3>
          <ul className={styles['others']}>
            {others.map((other) => (
              <li key={other.ticketId}>
                <Link to="/tickets/$ticketId" params={{ ticketId: String(other.ticketId) }}>
                  #{other.ticketId} <bdi>{other.subject}</bdi>
                </Link>
                <span className={styles['muted']}>
                  <StatusBadge status={other.status} /> · <RelativeTime at={other.lastActivityAt} />
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
