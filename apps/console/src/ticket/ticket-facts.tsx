import type { DeskTicket } from '@kinconecta/support-client'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useText } from '../text/text.ts'
import { DateTime } from '../time/time.tsx'
import styles from './ticket-details.module.css'

/** When what happened, and with which other tickets it belongs together. */
export function TicketFacts({ ticket }: { ticket: DeskTicket }) {
  const text = useText()
  const { category, createdAt, updatedAt, firstRespondedAt, resolvedAt, closedAt, duplicateOf, followUpOf } = ticket
  const times = { createdAt, updatedAt, firstRespondedAt, resolvedAt, closedAt }
  const related = { duplicateOf, followUpOf }
  return (
    <dl className={styles['facts']}>
      <Fact name={text.ticket.fields.category}>{text.category[category]}</Fact>
      {(Object.keys(times) as (keyof typeof times)[]).map((name) => {
        const at = times[name]
        return at === null ? undefined : (
          <Fact key={name} name={text.ticket.fields[name]}>
            <DateTime at={at} />
          </Fact>
        )
      })}
      {(Object.keys(related) as (keyof typeof related)[]).map((name) => {
        const id = related[name]
        return id === null ? undefined : (
          <Fact key={name} name={text.ticket.fields[name]}>
            <Link to="/tickets/$ticketId" params={{ ticketId: String(id) }}>
              #{id}
            </Link>
          </Fact>
        )
      })}
    </dl>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
