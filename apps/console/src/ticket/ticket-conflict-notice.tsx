import type { DeskTicket, SupportEvent } from '@kinconecta/support-client'
import { useQuery } from '@tanstack/react-query'
import { useTicketText } from '../text/ticket/ticket-text.ts'
import { Button } from '../ui/button.tsx'
import type { TicketConflict, TicketField } from './ticket-change.ts'
import styles from './ticket-page.module.css'
import { timelineQuery } from './timeline-query.ts'
import { useActorName } from './use-actor-name.ts'
import { useFieldValue } from './use-field-value.ts'
import type { TicketChanges } from './use-ticket-change.ts'

/** The events that say who changed a field. */
const EVENTS_OF: { readonly [Field in TicketField]?: readonly SupportEvent['type'][] } = {
  status: ['ticket.status_changed'],
  priority: ['ticket.priority_changed'],
  tags: ['ticket.tags_changed'],
  assigneeId: ['ticket.assigned'],
  teamId: ['ticket.assigned'],
  waitingOn: ['ticket.waiting_on_changed', 'ticket.status_changed'],
  isSnoozed: ['ticket.snoozed', 'ticket.unsnoozed'],
  snoozedUntil: ['ticket.snoozed', 'ticket.unsnoozed'],
  resolutionCode: ['ticket.resolution_changed', 'ticket.status_changed'],
}

/** Somebody else changed the same: shows what, and lets the user decide. */
export function TicketConflictNotice({ changes: { conflict, decide } }: { changes: TicketChanges }) {
  const text = useTicketText()
  if (!conflict) return undefined
  const { change, base, current, fields } = conflict
  const merged = change.mergedWith?.(base, current.ticket)
  return (
    <div className={styles['conflict']} role="alert">
      <p>
        <strong>{text.conflict.title}</strong>
      </p>
      <ul>
        {fields.map((field) => (
          <ChangedField key={field} field={field} conflict={conflict} />
        ))}
      </ul>
      <div className={styles['actions']}>
        {merged && (
          <Button kind="primary" onClick={() => decide(merged)}>
            {text.conflict.merge}
          </Button>
        )}
        <Button onClick={() => decide(change)}>{text.conflict.useMine}</Button>
        <Button onClick={() => decide(undefined)}>{text.conflict.leave}</Button>
      </div>
    </div>
  )
}

function ChangedField({ field, conflict: { base, current } }: { field: TicketField; conflict: TicketConflict }) {
  const text = useTicketText()
  const valueOf = useFieldValue()
  const actorName = useActorName()
  const { data: events = [] } = useQuery(timelineQuery(base.ticketId))
  const event = events.findLast(({ type }) => EVENTS_OF[field]?.includes(type))
  const show = (ticket: DeskTicket) => valueOf(field, ticket)
  return (
    <li>
      {text.conflict.field(text.ticket.fields[field as keyof typeof text.ticket.fields] ?? field)}{' '}
      <bdi>{show(base)}</bdi> → <bdi>{show(current.ticket)}</bdi>
      {event && <> · {text.conflict.by(actorName(event.actor))}</>}
    </li>
  )
}
