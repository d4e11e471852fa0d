import { isSupportApiError, type TicketStatus } from '@kinconecta/support-client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { change } from '../app/changes.ts'
import { support } from '../app/support.ts'
import { STATUSES } from '../queue/queue-search.ts'
import { useText } from '../text/text.ts'
import { Failure } from '../ui/failure.tsx'
import { SelectField } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import { StatusBadge } from './status-badge.tsx'
import styles from './ticket-page.module.css'
import { ticketQuery, type VersionedTicket } from './ticket-query.ts'

/** Changes the status, if nobody else has changed the ticket since it was shown. */
export function TicketStatusField({ ticket, version }: VersionedTicket) {
  const text = useText()
  const client = useQueryClient()
  const { ticketId: id, fullName, email, subject, message } = ticket
  const { mutate, isPending, isSuccess, error } = useMutation({
    mutationFn: (status: TicketStatus) =>
      change((idempotencyKey) => {
        const required = { fullName, email, subject, message }
        return support.tickets.update({ id, ...required, status }, { ifVersion: version, idempotencyKey })
      }),
    onSettled: () => client.invalidateQueries({ queryKey: ticketQuery(id).queryKey }),
  })
  const isConflict = isSupportApiError(error, 'PRECONDITION_FAILED')
  return (
    <div className={styles['status']}>
      <StatusBadge status={ticket.status} />
      <SelectField
        label={text.ticket.changeStatus}
        value={ticket.status}
        options={STATUSES.map((status) => [status, text.status[status]])}
        onChange={(status) => mutate(status)}
        disabled={isPending}
      />
      <p role="status">
        {isPending && text.ticket.saving}
        {isSuccess && text.ticket.saved(text.status[ticket.status])}
      </p>
      {isConflict && <Notice isProblem>{text.ticket.conflict}</Notice>}
      {error && !isConflict && <Failure error={error} />}
    </div>
  )
}
