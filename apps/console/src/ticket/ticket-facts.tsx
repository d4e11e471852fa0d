import type { Ticket } from '@kinconecta/support-client'
import { useText } from '../text/text.ts'
import { DateTime } from '../time/time.tsx'
import styles from './ticket-page.module.css'

/** Who wrote the ticket, about what, and when. */
export function TicketFacts({ ticket }: { ticket: Ticket }) {
  const text = useText()
  const { fullName, email, category, roleContext, createdAt, updatedAt } = ticket
  return (
    <dl className={styles['facts']}>
      <div>
        <dt>{text.ticket.from}</dt>
        <dd>
          <bdi>{fullName}</bdi>
        </dd>
      </div>
      <div>
        <dt>{text.ticket.email}</dt>
        <dd>{email}</dd>
      </div>
      <div>
        <dt>{text.ticket.role}</dt>
        <dd>{text.role[roleContext]}</dd>
      </div>
      <div>
        <dt>{text.ticket.category}</dt>
        <dd>{text.category[category]}</dd>
      </div>
      <div>
        <dt>{text.ticket.created}</dt>
        <dd>
          <DateTime at={createdAt} />
        </dd>
      </div>
      <div>
        <dt>{text.ticket.updated}</dt>
        <dd>
          <DateTime at={updatedAt} />
        </dd>
      </div>
    </dl>
  )
}
