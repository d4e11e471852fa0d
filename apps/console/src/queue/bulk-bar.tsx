import type { DeskTicket } from '@kinconecta/support-client'
import { useState } from 'react'
import { useCommand } from '../commands/run.ts'
import { nameOfAgent, useAgents, useTags, useTeams } from '../people/people.ts'
import { useSession } from '../session/session.ts'
import { useText } from '../text/text.ts'
import { Button } from '../ui/button.tsx'
import { Menu, MenuItem } from '../ui/menu.tsx'
import { FormProblem } from '../ui/form.tsx'
import { type BulkChanges, TRANSITIONS } from './bulk-changes.ts'
import styles from './queue-page.module.css'
import { PRIORITIES, type QueueQuery } from './queue-search.ts'
import { useBulk } from './use-bulk.ts'
import type { useSelection } from './use-selection.ts'

const MAX_SHOWN_TAGS = 100

type MenuName = 'assign' | 'status' | 'priority' | 'addTag' | 'removeTag'

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
  const bulk = useBulk(query)
  const { ids, isAll } = selecting.selection
  const { run, canTakeAll } = bulk
  const hasSelection = isAll || ids.size > 0
  const change = (changes: BulkChanges) => {
    void run(isAll ? query : [...ids], changes)
    selecting.clear()
  }
  return (
    <>
      {hasSelection && (
        <>
          <strong role="status">{isAll ? text.queue.bulk.allSelected : text.queue.bulk.selected(ids.size)}</strong>
          <BulkMenus onChange={change} selected={tickets.filter(({ ticketId }) => ids.has(ticketId))} />
          {canTakeAll && hasMore && !isAll && ids.size >= tickets.length && (
            <Button onClick={selecting.selectAll}>{text.queue.bulk.everything}</Button>
          )}
          <Button kind="quiet" onClick={selecting.clear}>
            {text.queue.bulk.clear}
          </Button>
        </>
      )}
      {bulk.progress && (
        <>
          <progress
            className={styles['progress']}
            aria-label={text.queue.bulk.progress(bulk.progress.done, bulk.progress.total)}
            value={bulk.progress.done}
            max={Math.max(bulk.progress.total, 1)}
          />
          <Button kind="quiet" onClick={bulk.stop}>
            {text.queue.bulk.stop}
          </Button>
        </>
      )}
      <span role="status">{bulk.outcome && !hasSelection && bulk.outcome}</span>
      {bulk.undo && !hasSelection && <Button onClick={bulk.undo}>{text.queue.bulk.undo}</Button>}
      <FormProblem error={bulk.error} />
    </>
  )
}

function BulkMenus({
  onChange,
  selected,
}: {
  onChange: (changes: BulkChanges) => void
  selected: readonly DeskTicket[]
}) {
  const text = useText()
  const [open, setOpen] = useState<MenuName>()
  const tags = useTags()
  useCommand('bulk.assign', () => setOpen('assign'))
  useCommand('bulk.status', () => setOpen('status'))
  useCommand('bulk.priority', () => setOpen('priority'))
  useCommand('bulk.addTag', () => setOpen('addTag'))
  useCommand('bulk.removeTag', () => setOpen('removeTag'))
  const menu = (name: MenuName) => ({
    label: text.queue.bulk[name],
    isOpen: open === name,
    onOpenChange: (isOpen: boolean) => setOpen(isOpen ? name : undefined),
  })
  const ownTags = [...new Set(selected.flatMap((ticket) => ticket.tags))]
  return (
    <>
      <Menu {...menu('assign')}>
        <AssignItems onChange={onChange} />
      </Menu>
      <Menu {...menu('status')}>
        {TRANSITIONS.map((transition) => (
          <MenuItem key={transition.name} onClick={() => onChange({ transition })}>
            {text.transition[transition.name]}
          </MenuItem>
        ))}
      </Menu>
      <Menu {...menu('priority')}>
        {PRIORITIES.map((priority) => (
          <MenuItem key={priority} onClick={() => onChange({ priority })}>
            {text.priority[priority]}
          </MenuItem>
        ))}
      </Menu>
      <Menu {...menu('addTag')}>
        {tags.slice(0, MAX_SHOWN_TAGS).map(({ tagId, name }) => (
          <MenuItem key={tagId} onClick={() => onChange({ tags: { add: [name] } })}>
            {name}
          </MenuItem>
        ))}
      </Menu>
      <Menu {...menu('removeTag')}>
        {(ownTags.length > 0 ? ownTags : tags.map(({ name }) => name)).slice(0, MAX_SHOWN_TAGS).map((name) => (
          <MenuItem key={name} onClick={() => onChange({ tags: { remove: [name] } })}>
            {name}
          </MenuItem>
        ))}
      </Menu>
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
