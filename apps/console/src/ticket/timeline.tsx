import type { SupportEvent } from '@kinconecta/support-client'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTags, useTeams, useAgents } from '../people/people.ts'
import { useTicketText } from '../text/ticket/ticket-text.ts'
import { useLocale } from '../text/text.ts'
import { RelativeTime } from '../time/time.tsx'
import { Failure } from '../ui/failure.tsx'
import styles from './ticket-details.module.css'
import { timelineQuery } from './timeline-query.ts'
import { useActorName } from './use-actor-name.ts'

/** Who did what and when, the newest first. It is read when it is opened. */
export function Timeline({ ticketId }: { ticketId: number }) {
  const text = useTicketText()
  const [isOpen, setOpen] = useState(false)
  const { data: events, error, refetch } = useQuery({ ...timelineQuery(ticketId), enabled: isOpen })
  return (
    <details className={styles['section']} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <h2>{text.timeline.title}</h2>
      </summary>
      {error && !events && <Failure error={error} onRetry={() => void refetch()} />}
      {isOpen && !events && !error && <p role="status">{text.loading}</p>}
      <ol className={styles['timeline']}>
        {events?.toReversed().map((event) => (
          <TimelineItem key={event.id} event={event} />
        ))}
      </ol>
    </details>
  )
}

function TimelineItem({ event }: { event: SupportEvent }) {
  const actorName = useActorName()
  const describe = useDescription()
  return (
    <li>
      <bdi className={styles['actor']}>{actorName(event.actor)}</bdi> {describe(event)}
      <span className={styles['muted']}>
        {' '}
        · <RelativeTime at={event.occurredAt} />
      </span>
    </li>
  )
}

/** An event in words, after the name of who did it. */
function useDescription(): (event: SupportEvent) => string {
  const text = useTicketText()
  const { nameOf } = useAgents()
  const { teams } = useTeams()
  const tags = useTags()
  const list = new Intl.ListFormat(useLocale(), { type: 'unit' })
  const tagNames = (ids: readonly number[]) =>
    list.format(ids.map((id) => tags.find(({ tagId }) => tagId === id)?.name ?? `#${id}`))
  const agentOr = (id: string | null) => (id === null ? text.ticket.nobody : nameOf(id))
  const teamOr = (id: number | null) => teams.find(({ teamId }) => teamId === id)?.name ?? text.ticket.noTeam
  return (event) => {
    const { changes, other, ...simple } = text.timeline.events
    switch (event.type) {
      case 'ticket.status_changed':
        return changes(text.ticket.fields.status, text.status[event.data.from], text.status[event.data.to])
      case 'ticket.priority_changed':
        return changes(text.ticket.fields.priority, text.priority[event.data.from], text.priority[event.data.to])
      case 'ticket.waiting_on_changed':
        return changes(text.ticket.fields.waitingOn, text.waitingOn[event.data.from], text.waitingOn[event.data.to])
      case 'ticket.resolution_changed':
        return `${simple[event.type]} ${text.resolution[event.data.resolutionCode]}`
      case 'ticket.assigned': {
        const { fromAgentId, toAgentId, fromTeamId, toTeamId } = event.data
        const isAgent = fromAgentId !== toAgentId
        return isAgent
          ? changes(text.ticket.fields.assigneeId, agentOr(fromAgentId), agentOr(toAgentId))
          : changes(text.ticket.fields.teamId, teamOr(fromTeamId), teamOr(toTeamId))
      }
      case 'ticket.tags_changed': {
        const { addedTagIds, removedTagIds } = event.data
        const parts = [
          addedTagIds.length > 0 && `+ ${tagNames(addedTagIds)}`,
          removedTagIds.length > 0 && `− ${tagNames(removedTagIds)}`,
        ]
        return `${simple[event.type]} ${parts.filter(Boolean).join('  ')}`
      }
      case 'ticket.merged':
      case 'ticket.unmerged':
        return `${simple[event.type]} #${event.data.sourceTicketId} → #${event.data.targetTicketId}`
      case 'ticket.split':
        return `${simple[event.type]} #${event.data.fromTicketId} → #${event.data.toTicketId}`
      case 'ticket.link_added':
      case 'ticket.link_removed':
        return `${simple[event.type]} #${event.data.otherTicketId}`
      default:
        return (simple as Record<string, string>)[event.type] ?? other // of a newer version of the service
    }
  }
}
