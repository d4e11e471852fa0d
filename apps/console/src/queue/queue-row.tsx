import type { Ticket } from '@kinconecta/support-client'
import { Link } from '@tanstack/react-router'
import { memo } from 'react'
import { useText } from '../text/text.ts'
import { StatusBadge } from '../ticket/status-badge.tsx'
import { RelativeTime } from '../time/time.tsx'
import styles from './queue-list.module.css'

/** A ticket in the list. The link covers the row, so that it can also be opened in another tab. */
export const QueueRow = memo(function QueueRow({
  ticket,
  isDeleted,
  isActive,
  onActive,
}: {
  ticket: Ticket
  isDeleted: boolean
  /** Whether the key Tab leads to this row. */
  isActive: boolean
  onActive: (ticketId: number) => void
}) {
  const text = useText()
  const { ticketId, subject, status, fullName, category, updatedAt } = ticket
  return (
    <>
      <div role="gridcell" className={`${styles['cell']} ${isDeleted ? styles['deleted'] : ''}`}>
        <Link
          to="/tickets/$ticketId"
          params={{ ticketId: String(ticketId) }}
          className={styles['link']}
          tabIndex={isActive ? 0 : -1}
          data-ticket-id={ticketId}
          onFocus={() => onActive(ticketId)}
        >
          <span className={styles['number']}>#{ticketId}</span> <bdi>{subject}</bdi>
        </Link>
      </div>
      <div role="gridcell">{isDeleted ? text.queue.deleted : <StatusBadge status={status} />}</div>
      <div role="gridcell" className={styles['cell']}>
        <bdi>{fullName}</bdi>
      </div>
      <div role="gridcell" className={`${styles['cell']} ${styles['muted']} ${styles['category']}`}>
        {text.category[category]}
      </div>
      <div role="gridcell" className={`${styles['cell']} ${styles['muted']}`}>
        <RelativeTime at={updatedAt} />
      </div>
    </>
  )
})
