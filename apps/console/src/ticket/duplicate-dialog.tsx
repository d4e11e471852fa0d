import { type DeskTicket, isSupportApiError } from '@kinconecta/support-client'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { useText } from '../text/text.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextField } from '../ui/field.tsx'
import { transitionChange } from './changes-of-tickets.ts'
import { StatusBadge } from './status-badge.tsx'
import type { TicketChange } from './ticket-change.ts'
import styles from './ticket-page.module.css'
import { ticketQuery } from './ticket-query.ts'

/** Asks of which ticket this one is a duplicate, and shows it first. */
export default function DuplicateDialog({
  ticket,
  onClose,
  onChoose,
}: {
  ticket: DeskTicket
  onClose: () => void
  onChoose: (change: TicketChange) => void
}) {
  const text = useText()
  const field = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState('')
  const number = /^#?\s*(\d{1,15})$/.exec(typed.trim())?.[1]
  const duplicateOf = number === undefined ? undefined : Number(number)
  const isAsked = duplicateOf !== undefined && duplicateOf > 0 && duplicateOf !== ticket.ticketId
  const { data, error } = useQuery({ ...ticketQuery(duplicateOf ?? 0), enabled: isAsked })
  const other = isAsked ? data?.ticket : undefined
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (!other) return
    onClose()
    onChoose(transitionChange({ name: 'close_as_duplicate', duplicateOf: other.ticketId }))
  }
  return (
    <Dialog title={text.transition.close_as_duplicate} onClose={onClose} initialFocus={field}>
      <form className={styles['form']} onSubmit={onSubmit}>
        <TextField
          ref={field}
          label={text.ticket.duplicateOf}
          inputMode="numeric"
          value={typed}
          maxLength={20}
          onChange={({ target }) => setTyped(target.value)}
        />
        <div role="status">
          {other && (
            <p>
              <StatusBadge status={other.status} /> #{other.ticketId} <bdi>{other.subject}</bdi> ·{' '}
              <bdi>{other.fullName}</bdi>
            </p>
          )}
          {isAsked && isSupportApiError(error, 'TICKET_NOT_FOUND') && <p>{text.ticket.notFound}</p>}
        </div>
        <Button type="submit" kind="primary" disabled={!other}>
          {text.transition.close_as_duplicate}
        </Button>
      </form>
    </Dialog>
  )
}
