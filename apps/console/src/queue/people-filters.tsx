import { useAgents, nameOfAgent, useTags, useTeams } from '../people/people.ts'
import { useSession } from '../session/session.ts'
import { useText } from '../text/text.ts'
import { CheckboxMenu } from '../ui/checkbox-menu.tsx'
import { Menu, MenuCheckbox, MenuChoices } from '../ui/menu.tsx'
import type { FilterProperties } from './queue-search.ts'

const ANY = ''
const MAX_SHOWN_TAGS = 200

/** Tickets of one agent, of the user, or of nobody. */
export function AssigneeFilter({ search, onChange }: FilterProperties) {
  const text = useText()
  const { agents, nameOf } = useAgents()
  const isAgent = useSession().session.caller?.agentId != null
  const { all, me, nobody } = text.queue
  const { assigneeId = ANY } = search
  const names: Record<string, string> = { [ANY]: all, me, none: nobody }
  return (
    <Menu
      label={
        assigneeId === ANY
          ? text.queue.filters.assigneeId
          : `${text.queue.filters.assigneeId}: ${names[assigneeId] ?? nameOf(assigneeId)}`
      }
      kind={assigneeId === ANY ? 'normal' : 'chosen'}
    >
      <MenuChoices
        value={assigneeId}
        options={[
          [ANY, all],
          ...(isAgent ? [['me', me] as const] : []),
          ['none', nobody],
          ...agents.map((agent) => [agent.agentId, nameOfAgent(agent)] as const),
        ]}
        onChange={(value) => onChange({ assigneeId: value === ANY ? undefined : value })}
      />
    </Menu>
  )
}

/** Tickets of one team, or of none. */
export function TeamFilter({ search, onChange }: FilterProperties) {
  const text = useText()
  const { teams, nameOf } = useTeams()
  const { all, noTeam, anyTeam } = text.queue
  const { teamId, hasTeam } = search
  const value = teamId === undefined ? (hasTeam === undefined ? ANY : String(hasTeam)) : String(teamId)
  const names: Record<string, string> = { [ANY]: all, false: noTeam, true: anyTeam }
  const choose = (chosen: string) => {
    const isFlag = chosen === 'true' || chosen === 'false'
    const id = chosen === ANY || isFlag ? undefined : Number(chosen)
    onChange({ teamId: id, hasTeam: isFlag ? chosen === 'true' : undefined })
  }
  return (
    <Menu
      label={
        value === ANY
          ? text.queue.filters.teamId
          : `${text.queue.filters.teamId}: ${names[value] ?? nameOf(Number(value))}`
      }
      kind={value === ANY ? 'normal' : 'chosen'}
    >
      <MenuChoices
        value={value}
        options={[...Object.entries(names), ...teams.map((team) => [String(team.teamId), team.name] as const)]}
        onChange={choose}
      />
    </Menu>
  )
}

/** Tickets with any of some tags. */
export function TagFilter({ search, onChange }: FilterProperties) {
  const text = useText()
  const known = useTags()
  const { tags = [] } = search
  const names = new Set([...tags, ...known.slice(0, MAX_SHOWN_TAGS).map(({ name }) => name)])
  return (
    <CheckboxMenu
      label={text.queue.filters.tags}
      values={tags}
      options={[...names].map((name) => [name, name])}
      onChange={(now) => onChange({ tags: now.length > 0 ? now.slice(0, 20) : undefined })}
    />
  )
}

/** Filters that are on or off. */
export function MoreFilters({ search, onChange }: FilterProperties) {
  const text = useText()
  const isAgent = useSession().session.caller?.agentId != null
  const { isSnoozed, isUnread, isBreached } = search
  const count = [isSnoozed, isUnread, isBreached].filter((flag) => flag !== undefined).length
  const { unread, snoozed, notSnoozed, breached, notBreached } = text.queue
  return (
    <Menu
      label={count === 0 ? text.queue.filters.more : `${text.queue.filters.more}: ${text.chosen(count)}`}
      kind={count === 0 ? 'normal' : 'chosen'}
    >
      {isAgent && (
        <MenuCheckbox
          isChosen={isUnread === true}
          onChange={(isChosen) => onChange({ isUnread: isChosen || undefined })}
        >
          {unread}
        </MenuCheckbox>
      )}
      {[false, true].map((value) => (
        <MenuCheckbox
          key={String(value)}
          isChosen={isSnoozed === value}
          onChange={(isChosen) => onChange({ isSnoozed: isChosen ? value : undefined })}
        >
          {value ? snoozed : notSnoozed}
        </MenuCheckbox>
      ))}
      {[true, false].map((value) => (
        <MenuCheckbox
          key={String(value)}
          isChosen={isBreached === value}
          onChange={(isChosen) => onChange({ isBreached: isChosen ? value : undefined })}
        >
          {value ? breached : notBreached}
        </MenuCheckbox>
      ))}
    </Menu>
  )
}
