import type { DeskTicket, TicketPriority, WaitingOn } from '@kinconecta/support-client'
import { nameOfAgent, useAgents, useTeams } from '../people/people.ts'
import { useText } from '../text/text.ts'
import { SelectField } from '../ui/field.tsx'
import { scrollArea } from '../ui/scroll-area.ts'
import { assignmentChange, priorityChange, tagsChange, waitingChange } from './changes-of-tickets.ts'
import { LinkList } from '../merging/link-list.tsx'
import { RequesterPanel } from './requester-panel.tsx'
import { TagsField } from './tags-field.tsx'
import { TicketFacts } from './ticket-facts.tsx'
import styles from './ticket-details.module.css'
import { Timeline } from './timeline.tsx'
import { useFocusCommand } from './use-focus-command.ts'
import type { TicketChanges } from './use-ticket-change.ts'

const PRIORITIES: readonly TicketPriority[] = ['URGENT', 'HIGH', 'NORMAL', 'LOW']
const WAITING: readonly WaitingOn[] = ['agent', 'requester', 'third_party']

/** What the desk knows about the ticket, and what can be changed of it. */
export function TicketDetails({
  ticket,
  changes,
  onLink,
}: {
  ticket: DeskTicket
  changes: TicketChanges
  onLink: () => void
}) {
  const text = useText()
  const { make } = changes
  const { ticketId, status, priority, waitingOn, tags } = ticket
  const isDone = status === 'RESOLVED' || status === 'CLOSED'
  const priorityField = useFocusCommand<HTMLSelectElement>('ticket.priority')
  return (
    <aside className={styles['details']} aria-label={text.ticket.details} {...scrollArea}>
      <section className={styles['section']}>
        <AssigneeFields ticket={ticket} changes={changes} />
        <SelectField
          ref={priorityField}
          label={text.ticket.fields.priority}
          value={priority}
          options={PRIORITIES.map((value) => [value, text.priority[value]])}
          onChange={(value) => make(priorityChange(value))}
        />
        <SelectField
          label={text.ticket.fields.waitingOn}
          value={waitingOn}
          options={WAITING.map((value) => [value, text.waitingOn[value]])}
          onChange={(value) => make(waitingChange(value))}
          disabled={isDone}
        />
        <TagsField tags={tags} onChange={(changed) => make(tagsChange(changed))} />
        <Followers ids={ticket.followerIds} />
      </section>
      <RequesterPanel ticket={ticket} />
      <LinkList ticketId={ticketId} onAdd={onLink} />
      <section className={styles['section']}>
        <h2>{text.ticket.facts}</h2>
        <TicketFacts ticket={ticket} />
      </section>
      <Timeline ticketId={ticketId} />
    </aside>
  )
}

const NONE = ''

function AssigneeFields({
  ticket: { assigneeId, teamId },
  changes: { make },
}: {
  ticket: DeskTicket
  changes: TicketChanges
}) {
  const text = useText()
  const { agents } = useAgents()
  const { teams } = useTeams()
  const assignee = useFocusCommand<HTMLSelectElement>('ticket.assign')
  const known = agents.filter(({ agentId, isDisabled }) => !isDisabled || agentId === assigneeId)
  const isUnknown = assigneeId !== null && !known.some(({ agentId }) => agentId === assigneeId)
  return (
    <>
      <SelectField
        ref={assignee}
        label={text.ticket.fields.assigneeId}
        value={assigneeId ?? NONE}
        options={[
          [NONE, text.ticket.nobody],
          ...(isUnknown ? [[assigneeId, assigneeId] as const] : []),
          ...known.map(
            (agent) =>
              [agent.agentId, agent.isAway ? text.ticket.away(nameOfAgent(agent)) : nameOfAgent(agent)] as const,
          ),
        ]}
        onChange={(value) => make(assignmentChange({ agentId: value === NONE ? null : value }))}
      />
      {(teams.length > 0 || teamId !== null) && (
        <SelectField
          label={text.ticket.fields.teamId}
          value={teamId === null ? NONE : String(teamId)}
          options={[[NONE, text.ticket.noTeam], ...teams.map((team) => [String(team.teamId), team.name] as const)]}
          onChange={(value) => make(assignmentChange({ teamId: value === NONE ? null : Number(value) }))}
        />
      )}
    </>
  )
}

function Followers({ ids }: { ids: readonly string[] }) {
  const text = useText()
  const { nameOf } = useAgents()
  if (ids.length === 0) return undefined
  return (
    <div>
      <h3 className={styles['label']}>{text.ticket.followers}</h3>
      <ul className={styles['followers']}>
        {ids.map((id) => (
          <li key={id}>
            <bdi>{nameOf(id)}</bdi>
          </li>
        ))}
      </ul>
    </div>
  )
}
