import type { TicketStatus } from '@kinconecta/support-client'
import { Circle, CircleCheck, CircleDot, CircleX } from 'lucide-react'
import { useText } from '../text/text.ts'
import styles from './status-badge.module.css'

const ICONS = { OPEN: Circle, IN_PROGRESS: CircleDot, RESOLVED: CircleCheck, CLOSED: CircleX } as const

/** The status as a shape and a word: colours alone cannot be told apart by everybody. */
export function StatusBadge({ status }: { status: TicketStatus }) {
  const text = useText()
  const Icon = ICONS[status]
  return (
    <span className={`${styles['badge']} ${styles[status]}`}>
      <Icon size={16} aria-hidden />
      {text.status[status]}
    </span>
  )
}
