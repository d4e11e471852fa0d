import type { DeskTicket } from '@kinconecta/support-client'
import { type KeyboardEvent, type RefObject, useEffect, useId, useState } from 'react'
import { useTicketText } from '../text/ticket/ticket-text.ts'
import { StatusBadge } from '../ticket/status-badge.tsx'
import { RelativeTime } from '../time/time.tsx'
import { TextField } from '../ui/field.tsx'
import { FormProblem } from '../ui/form.tsx'
import styles from './merging.module.css'
import { useFoundTickets } from './use-found-tickets.ts'

/** Finds another ticket by its number or by words, those of the same requester first. Arrows and Enter choose. */
export function TicketFinder({
  ticket,
  field,
  onChoose,
}: {
  /** The ticket of the page, which is not found. */
  ticket: DeskTicket
  field: RefObject<HTMLInputElement | null>
  onChoose: (ticketId: number) => void
}) {
  const { findTicket, tickets: name } = useTicketText()
  const listId = useId()
  const [typed, setTyped] = useState('')
  const [position, setPosition] = useState(0)
  const { tickets, isSearching, error } = useFoundTickets(ticket, typed)
  useEffect(() => field.current?.focus(), [field])
  const active = tickets[Math.min(position, tickets.length - 1)]
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) setPosition((position + step + tickets.length) % Math.max(tickets.length, 1))
    else if (event.key !== 'Enter') return
    else if (active && !isSearching) onChoose(active.ticketId)
    event.preventDefault()
  }
  const count = tickets.length === 0 ? findTicket.none : findTicket.results(tickets.length)
  return (
    <div>
      <TextField
        ref={field}
        label={findTicket.label}
        role="combobox"
        autoComplete="off"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={active && `${listId}-${active.ticketId}`}
        value={typed}
        maxLength={500}
        onChange={({ target }) => {
          setTyped(target.value)
          setPosition(0)
        }}
        onKeyDown={onKeyDown}
      />
      <p role="status" className={styles['count']}>
        {isSearching ? findTicket.searching : count}
      </p>
      <FormProblem error={error} problems={findTicket.problems} />
      <div id={listId} role="listbox" aria-label={name} className={styles['list']}>
        {tickets.map((found) => (
          <Option key={found.ticketId} listId={listId} ticket={found} isActive={found === active} onChoose={onChoose} />
        ))}
      </div>
    </div>
  )
}

function Option({
  listId,
  ticket: { ticketId, subject, status, fullName, lastActivityAt },
  isActive,
  onChoose,
}: {
  listId: string
  ticket: DeskTicket
  isActive: boolean
  onChoose: (ticketId: number) => void
}) {
  return (
    <div
      id={`${listId}-${ticketId}`}
      role="option"
      aria-selected={isActive}
      className={styles['option']}
      onClick={() => onChoose(ticketId)}
    >
      <span>
        #{ticketId} <bdi>{subject}</bdi>
      </span>
      <span className={styles['muted']}>
        <StatusBadge status={status} /> · <bdi>{fullName}</bdi> · <RelativeTime at={lastActivityAt} />
      </span>
    </div>
  )
}
