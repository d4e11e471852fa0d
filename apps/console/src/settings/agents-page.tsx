import type { Agent } from '@kinconecta/support-client'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { queries, support } from '../app/support.ts'
import { useSave } from '../app/use-save.ts'
import { nameOfAgent } from '../people/people.ts'
import { useSession } from '../session/session.ts'
import { useSettingsText } from '../text/settings/settings-text.ts'
import { DateTime } from '../time/time.tsx'
import { CheckboxField } from '../ui/field.tsx'
import { Collection } from './collection.tsx'
import { type Detail, DetailForm } from './detail-form.tsx'
import { ResourceForm } from './resource-form.tsx'
import styles from './settings.module.css'
import { useFields } from './use-fields.ts'

const route = getRouteApi('/shell/settings/agents/{-$id}')
const { agents } = queries.desk

/** The agents: who is away, and who may not sign in any more. */
export function AgentsPage() {
  const text = useSettingsText()
  const { id } = route.useParams()
  const { data, error } = useQuery(agents.list.queryOptions({ limit: 1000 }))
  const items = data?.items.map((agent) => ({
    id: agent.agentId,
    name: nameOfAgent(agent),
    note: noteOf(agent, text.agents),
  }))
  return (
    <Collection
      title={text.settingsOf.agents}
      hint={text.agents.hint}
      to="/settings/agents/{-$id}"
      id={id}
      items={items}
      error={error}
    >
      <DetailForm
        id={id}
        queryKey={agents.get.queryKey()}
        read={(agentId, options) => support.desk.agents.get({ id: agentId }, options)}
      >
        {(detail, onSaved) => detail && <AgentForm detail={detail} onSaved={onSaved} />}
      </DetailForm>
    </Collection>
  )
}

function noteOf({ isAway, isDisabled, role }: Agent, text: ReturnType<typeof useSettingsText>['agents']): string {
  if (isDisabled) return text.disabled
  return isAway ? text.away : text.roles[role]
}

function AgentForm({ detail, onSaved }: { detail: Detail<Agent>; onSaved: (saved: Detail<Agent>) => void }) {
  const text = useSettingsText()
  const { caller } = useSession().session
  const agent = detail.data
  const isOwn = caller?.agentId === agent.agentId
  const isAdmin = caller?.kind === 'admin'
  const { fields, set, isDirty } = useFields({ isAway: agent.isAway, isDisabled: agent.isDisabled })
  const saving = useSave({
    send: ({ isAway, isDisabled }: typeof fields, options) =>
      support.desk.agents
        .update(
          // An agent may not send `isDisabled`, and nobody for themselves.
          { id: agent.agentId, isAway, ...(isAdmin && !isOwn && { isDisabled }) },
          { ...options, ifVersion: detail.version },
        )
        .withResponse(),
    stale: [agents.list.queryKey()],
    onSaved,
  })
  return (
    <ResourceForm
      title={nameOfAgent(agent)}
      isDirty={isDirty}
      canChange={isAdmin || isOwn}
      saving={saving}
      onSubmit={() => saving.save(fields)}
    >
      <dl className={styles['facts']}>
        <div>
          <dt>{text.agents.email}</dt>
          <dd>{agent.email ?? '—'}</dd>
        </div>
        <div>
          <dt>{text.agents.role}</dt>
          <dd>{text.agents.roles[agent.role]}</dd>
        </div>
        <div>
          <dt>{text.agents.firstSeen}</dt>
          <dd>
            <DateTime at={agent.firstSeenAt} />
          </dd>
        </div>
      </dl>
      <CheckboxField
        label={text.agents.isAway}
        checked={fields.isAway}
        onChange={({ target }) => set('isAway', target.checked)}
      />
      {isAdmin && (
        <CheckboxField
          label={text.agents.isDisabled}
          checked={fields.isDisabled}
          disabled={isOwn}
          onChange={({ target }) => set('isDisabled', target.checked)}
        />
      )}
    </ResourceForm>
  )
}
