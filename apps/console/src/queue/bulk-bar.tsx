import type { DeskTicket, TicketTransition } from '@kinconecta/support-client'
import { type ReactNode, useRef } from 'react'
import { useCommand } from '../commands/run.ts'
import { nameOfAgent, useAgents, useTags, useTeams } from '../people/people.ts'
import { useSession } from '../session/session.ts'
import { useText } from '../text/text.ts'
import { Button } from '../ui/button.tsx'
import { Menu, MenuItem } from '../ui/menu.tsx'
import { FormProblem } from '../ui/form.tsx'
import { type BulkRun, type Changes as BulkChanges, startBulk, stopBulk, undoBulk, useBulk } from './bulk.ts'
import styles from './queue-page.module.css'
import { PRIORITIES, type QueueQuery } from './queue-search.ts'
import type { useSelection } from './use-selection.ts'

const MAX_SHOWN_TAGS = 100

type MenuName = 'assign' | 'status' | 'priority' | 'addTag' | 'removeTag'

/** A menu of the bar, which a command opens too. */
function BulkMenu({ name, children }: { name: MenuName; children: ReactNode }) {
  const text = useText()
  const button = useRef<HTMLButtonElement>(null)
  useCommand(`bulk.${name}`, () => {
    button.current?.focus()
    button.current?.click()
  })
  return (
    <Menu label={text.queue.bulk[name]} button={button}>
      {children}
    </Menu>
  )
}

/** What can be done with the selected tickets, how far it is, and what came of it. */
export function BulkBar({
  query,
  tickets,
  hasMore,
  selecting,
}: {
  query: QueueQuery
  tickets: readonly DeskTicket[]
  hasMore: boolean
  selecting: ReturnType<typeof useSelection>
}) {
  const text = useText()
  const run = useBulk()
  const { ids, isAll } = selecting.selection
  const change = (changes: BulkChanges) => {
    startBulk(isAll ? query : [...ids], changes)
    selecting.clear()
  }
  if (!isAll && ids.size === 0) return run && <Outcome run={run} />
  return (
    <>
      <strong role="status">{isAll ? text.queue.bulk.allSelected : text.queue.bulk.selected(ids.size)}</strong>
      <BulkMenus onChange={change} selected={tickets.filter(({ ticketId }) => ids.has(ticketId))} />
      {hasMore && !isAll && ids.size >= tickets.length && (
        <Button onClick={selecting.selectAll}>{text.queue.bulk.everything}</Button>
      )}
      <Button kind="quiet" onClick={selecting.clear}>
        {text.queue.bulk.clear}
      </Button>
    </>
  )
}

/** How far the last change is, or what came of it. */
function Outcome({ run: { bulks, isRunning, isUndo, error } }: { run: BulkRun }) {
  const text = useText()
  const sum = (count: (bulk: BulkRun['bulks'][number]) => number) => bulks.reduce((all, bulk) => all + count(bulk), 0)
  const [total, done, failed] = [sum((bulk) => bulk.total), sum((bulk) => bulk.done), sum((bulk) => bulk.failed)]
  const { progress, undone, done: changed, refused, stop, undo } = text.queue.bulk
  if (isRunning) {
    return (
      <>
        <progress
          className={styles['progress']}
          aria-label={progress(done, total)}
          value={done}
          max={Math.max(total, 1)}
        />
        <span>{progress(done, total)}</span>
        <Button kind="quiet" onClick={() => void stopBulk()}>
          {stop}
        </Button>
      </>
    )
  }
  const succeeded = isUndo ? undone(done - failed) : changed(done - failed)
  return (
    <>
      <span role="status">{failed > 0 ? `${succeeded} ${refused(failed)}` : succeeded}</span>
      {!isUndo && done > failed && <Button onClick={undoBulk}>{undo}</Button>}
      <FormProblem error={error} />
    </>
  )
}

/** The transitions that make sense for many tickets at once. */
const TRANSITIONS = [
  { name: 'start' },
  { name: 'stop' },
  { name: 'resolve', resolutionCode: 'SOLVED' },
  { name: 'reopen' },
  { name: 'close' },
] as const satisfies readonly TicketTransition[]

function BulkMenus({
  onChange,
  selected,
}: {
  onChange: (changes: BulkChanges) => void
  selected: readonly DeskTicket[]
}) {
  const text = useText()
  const tags = useTags()
  const ownTags = [...new Set(selected.flatMap((ticket) => ticket.tags))]
  return (
    <>
      <BulkMenu name="assign">
        <AssignItems onChange={onChange} />
      </BulkMenu>
      <BulkMenu name="status">
        {TRANSITIONS.map((transition) => (
          <MenuItem key={transition.name} onClick={() => onChange({ transition })}>
            {text.transition[transition.name]}
          </MenuItem>
        ))}
      </BulkMenu>
      <BulkMenu name="priority">
        {PRIORITIES.map((priority) => (
          <MenuItem key={priority} onClick={() => onChange({ priority })}>
            {text.priority[priority]}
          </MenuItem>
        ))}
      </BulkMenu>
      <BulkMenu name="addTag">
        {tags.slice(0, MAX_SHOWN_TAGS).map(({ tagId, name }) => (
          <MenuItem key={tagId} onClick={() => onChange({ tags: { add: [name] } })}>
            {name}
          </MenuItem>
        ))}
      </BulkMenu>
      <BulkMenu name="removeTag">
        {(ownTags.length > 0 ? ownTags : tags.map(({ name }) => name)).slice(0, MAX_SHOWN_TAGS).map((name) => (
          <MenuItem key={name} onClick={() => onChange({ tags: { remove: [name] } })}>
            {name}
          </MenuItem>
        ))}
      </BulkMenu>
    </>
  )
}

function AssignItems({ onChange }: { onChange: (changes: BulkChanges) => void }) {
  const text = useText()
  const { caller } = useSession().session
  const { agents } = useAgents()
  const { teams } = useTeams()
  return (
    <>
      {caller?.agentId != null && (
        <MenuItem onClick={() => onChange({ assign: { agentId: caller.agentId } })}>{text.queue.bulk.me}</MenuItem>
      )}
      <MenuItem onClick={() => onChange({ assign: { agentId: null } })}>{text.queue.bulk.nobody}</MenuItem>
      {teams.map(({ teamId, name }) => (
        <MenuItem key={teamId} onClick={() => onChange({ assign: { teamId } })}>
          {text.queue.filters.teamId}: {name}
        </MenuItem>
      ))}
      {agents
        .filter(({ isDisabled }) => !isDisabled)
        .map((agent) => (
          <MenuItem key={agent.agentId} onClick={() => onChange({ assign: { agentId: agent.agentId } })}>
            {nameOfAgent(agent)}
          </MenuItem>
        ))}
    </>
  )
}
