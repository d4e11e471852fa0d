import type { DeskTicket, TicketPriority } from '@kinconecta/support-client'
import { Link } from '@tanstack/react-router'
import { AlarmClock, ChevronsDown, ChevronsUp, ChevronUp, Eye, type LucideIcon, PenLine } from 'lucide-react'
import { memo } from 'react'
import { usePresence } from '../live/presence.ts'
import { useText } from '../text/text.ts'
import { ShortServiceClock } from '../ticket/service-clock.tsx'
import { StatusBadge } from '../ticket/status-badge.tsx'
import { RelativeTime } from '../time/time.tsx'
import styles from './queue-list.module.css'

const PRIORITY_ICONS: Record<TicketPriority, LucideIcon | undefined> = {
  URGENT: ChevronsUp,
  HIGH: ChevronUp,
  NORMAL: undefined,
  LOW: ChevronsDown,
}
const MAX_SHOWN_TAGS = 2

/** What has happened to a ticket since the list was read: it was deleted, or does not match the filters any more. */
export type RowState = 'deleted' | 'left' | undefined

/** A ticket in the list. The link covers the row, so that it can also be opened in another tab. */
export const QueueRow = memo(function QueueRow({
  ticket,
  state,
  isActive,
  isSelected,
  nameOfAgent,
  onActive,
  onSelect,
}: {
  ticket: DeskTicket
  state: RowState
  /** Whether the key Tab leads to this row. */
  isActive: boolean
  isSelected: boolean
  nameOfAgent: (agentId: string) => string
  onActive: (ticketId: number) => void
  onSelect: (ticketId: number, isRange: boolean) => void
}) {
  const text = useText()
  const { ticketId, subject, status, fullName, tags } = ticket
  const tabIndex = isActive ? 0 : -1
  return (
    <>
      <SelectCell ticketId={ticketId} isSelected={isSelected} tabIndex={tabIndex} onSelect={onSelect} />
      <div role="gridcell" className={styles['subject']}>
        <PriorityIcon priority={ticket.priority} />
        <Link
          to="/tickets/$ticketId"
          params={{ ticketId: String(ticketId) }}
          className={`${styles['link']} ${state ? styles[state] : ''}`}
          tabIndex={tabIndex}
          data-ticket-id={ticketId}
          onFocus={() => onActive(ticketId)}
        >
          <span className={styles['number']}>#{ticketId}</span> <bdi>{subject}</bdi>
        </Link>
        {tags.slice(0, MAX_SHOWN_TAGS).map((tag) => (
          <bdi key={tag} className={styles['tag']}>
            {tag}
          </bdi>
        ))}
        <ShortServiceClock ticket={ticket} />
        <Presence ticketId={ticketId} nameOfAgent={nameOfAgent} />
      </div>
      <div role="gridcell" className={styles['status']}>
        {state === 'deleted' ? text.queue.deleted : <StatusBadge status={status} />}
        {ticket.isSnoozed && <AlarmClock size={14} role="img" aria-label={text.queue.snoozed} />}
      </div>
      <div role="gridcell" className={styles['cell']}>
        <bdi>{fullName}</bdi>
      </div>
      <div role="gridcell" className={`${styles['cell']} ${styles['muted']} ${styles['assignee']}`}>
        <Assignee ticket={ticket} nameOfAgent={nameOfAgent} />
      </div>
      <div role="gridcell" className={`${styles['cell']} ${styles['muted']}`}>
        <RelativeTime at={ticket.lastActivityAt} />
      </div>
    </>
  )
})

function SelectCell({
  ticketId,
  isSelected,
  tabIndex,
  onSelect,
}: {
  ticketId: number
  isSelected: boolean
  tabIndex: number
  onSelect: (ticketId: number, isRange: boolean) => void
}) {
  const text = useText()
  return (
    <div role="gridcell" className={styles['select']}>
      <label className={styles['box']}>
        <input
          type="checkbox"
          aria-label={text.queue.select(ticketId)}
          checked={isSelected}
          tabIndex={tabIndex}
          onChange={() => {}}
          onClick={({ shiftKey }) => onSelect(ticketId, shiftKey)}
        />
      </label>
    </div>
  )
}

function PriorityIcon({ priority }: { priority: TicketPriority }) {
  const text = useText()
  const Icon = PRIORITY_ICONS[priority]
  return (
    <span className={`${styles['priority']} ${styles[priority] ?? ''}`}>
      {Icon && <Icon size={16} role="img" aria-label={text.priority[priority]} />}
    </span>
  )
}

interface Naming {
  nameOfAgent: (agentId: string) => string
}

function Assignee({ ticket: { assigneeId, teamId }, nameOfAgent }: Naming & { ticket: DeskTicket }) {
  const text = useText()
  if (assigneeId !== null) return <bdi>{nameOfAgent(assigneeId)}</bdi>
  return teamId === null ? text.queue.nobody : text.queue.inTeam
}

/** Who else is on the ticket now. */
function Presence({ ticketId, nameOfAgent }: Naming & { ticketId: number }) {
  const text = useText()
  const agents = usePresence(ticketId)
  if (agents.length === 0) return null
  const isTyping = agents.some(({ state }) => state === 'typing')
  const Icon = isTyping ? PenLine : Eye
  const names = agents.map(({ agentId }) => nameOfAgent(agentId)).join(', ')
  return (
    <span className={styles['presence']} title={isTyping ? text.queue.typing(names) : text.queue.viewing(names)}>
      <Icon size={14} role="img" aria-label={isTyping ? text.queue.typing(names) : text.queue.viewing(names)} />
      <bdi>{nameOfAgent(agents[0]!.agentId)}</bdi>
    </span>
  )
}
