import type { DeskMessage, DeskTicket } from '@kinconecta/support-client'
import { useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { support } from '../app/support.ts'
import { useSave } from '../app/use-save.ts'
import { PlainText } from '../markdown/lazy-markdown.tsx'
import { useTicketText } from '../text/ticket/ticket-text.ts'
import { Dialog } from '../ui/dialog.tsx'
import { TextField } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { scrollArea } from '../ui/scroll-area.ts'
import { keysOfTickets } from './merge-queries.ts'
import styles from './merging.module.css'
import { tellOutcome } from './outcome.ts'

const MAX_SUBJECT = 180

/** Makes a new ticket of a message of the requester, and leads to it. */
export default function SplitDialog({
  ticket: { ticketId: id, subject: ownSubject },
  message: { messageId, body, attachments },
  onClose,
}: {
  ticket: DeskTicket
  message: DeskMessage
  onClose: () => void
}) {
  const { split } = useTicketText()
  const navigate = useNavigate()
  const field = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState(ownSubject)
  const subject = typed.trim()
  const saving = useSave({
    send: (input: { subject: string }, options) => support.desk.tickets.split({ id, messageId, ...input }, options),
    stale: keysOfTickets(id),
    onSaved: ({ ticketId }) => {
      tellOutcome({ kind: 'split', ticketId, otherId: id })
      onClose()
      void navigate({ to: '/tickets/$ticketId', params: { ticketId: String(ticketId) } })
    },
  })
  return (
    <Dialog title={split.title} onClose={onClose} initialFocus={field}>
      <Form
        saving={saving}
        submit={split.create}
        isDisabled={subject === ''}
        problems={split.problems}
        onSubmit={() => saving.save({ subject })}
      >
        <div className={styles['excerpt']} {...scrollArea}>
          <PlainText text={body} />
        </div>
        <p className={styles['muted']}>
          {split.explains} {attachments.length > 0 && split.files(attachments.length)}
        </p>
        <TextField
          ref={field}
          label={split.subject}
          value={typed}
          maxLength={MAX_SUBJECT}
          required
          onChange={({ target }) => setTyped(target.value)}
        />
      </Form>
    </Dialog>
  )
}
