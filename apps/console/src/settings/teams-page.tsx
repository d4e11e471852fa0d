import type { Team, TeamCreate } from '@kinconecta/support-client'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { queries, support } from '../app/support.ts'
import { useSave } from '../app/use-save.ts'
import { nameOfAgent, useAgents } from '../people/people.ts'
import { useSession } from '../session/session.ts'
import { useSettingsText } from '../text/settings/settings-text.ts'
import { CheckboxField, SelectField, TextField } from '../ui/field.tsx'
import { Collection } from './collection.tsx'
import { type Detail, DetailForm } from './detail-form.tsx'
import { ResourceForm } from './resource-form.tsx'
import styles from './settings.module.css'
import { useFields } from './use-fields.ts'

const TO = '/settings/teams/{-$id}'
const route = getRouteApi('/shell/settings/teams/{-$id}')
const ASSIGNMENTS = ['manual', 'round_robin', 'least_loaded'] as const
const { teams } = queries.desk

/** The teams. Admins change them. */
export function TeamsPage() {
  const text = useSettingsText()
  const { id } = route.useParams()
  const isAdmin = useSession().session.caller?.kind === 'admin'
  const { data, error } = useQuery(teams.list.queryOptions({ limit: 1000 }))
  const items = data?.items.map(({ teamId, name, memberIds }) => ({
    id: String(teamId),
    name,
    note: text.teams.members(memberIds.length),
  }))
  return (
    <Collection title={text.settingsOf.teams} to={TO} id={id} items={items} error={error} canCreate={isAdmin}>
      <DetailForm
        id={id}
        queryKey={teams.get.queryKey()}
        read={(teamId, options) => support.desk.teams.get({ id: Number(teamId) }, options)}
      >
        {(detail, onSaved) => <TeamForm detail={detail} canChange={isAdmin} onSaved={onSaved} />}
      </DetailForm>
    </Collection>
  )
}

function TeamForm({
  detail,
  canChange,
  onSaved,
}: {
  detail: Detail<Team> | undefined
  canChange: boolean
  onSaved: (saved: Detail<Team>) => void
}) {
  const text = useSettingsText()
  const team = detail?.data
  const form = useFields({
    name: team?.name ?? '',
    assignment: team?.assignment ?? 'manual',
    memberIds: team?.memberIds ?? [],
  })
  const { fields, set } = form
  const { saving, deleting } = useTeamSaving(detail, onSaved)
  return (
    <ResourceForm
      title={team?.name ?? text.teams.new}
      isDirty={form.isDirty}
      canChange={canChange}
      saving={saving}
      onSubmit={() => saving.save(fields)}
      deleting={team && deleting}
      onDelete={() => deleting.save(team!.teamId)}
    >
      <TextField
        label={text.name}
        value={fields.name}
        onChange={({ target }) => set('name', target.value)}
        error={saving.errorOf('name')}
        maxLength={100}
        required
      />
      <SelectField
        label={text.teams.assignment}
        value={fields.assignment}
        options={ASSIGNMENTS.map((value) => [value, text.teams.assignments[value]])}
        onChange={(value) => set('assignment', value)}
      />
      <Members memberIds={fields.memberIds} onChange={(memberIds) => set('memberIds', memberIds)} />
    </ResourceForm>
  )
}

/** Saves a team, and deletes it. */
function useTeamSaving(detail: Detail<Team> | undefined, onSaved: (saved: Detail<Team>) => void) {
  const navigate = useNavigate()
  const team = detail?.data
  const goTo = (id: string | undefined) => void navigate({ to: TO, params: { id }, ignoreBlocker: true })
  const saving = useSave({
    send: (input: TeamCreate, options) =>
      team
        ? support.desk.teams
            .update({ id: team.teamId, ...input }, { ...options, ifVersion: detail.version })
            .withResponse()
        : support.desk.teams.create(input, options).withResponse(),
    stale: [teams.list.queryKey()],
    onSaved: (saved) => (team ? onSaved(saved) : goTo(String(saved.data.teamId))),
  })
  const deleting = useSave({
    send: (id: number, options) => support.desk.teams.delete({ id }, options),
    stale: [teams.list.queryKey()],
    onSaved: () => goTo(undefined),
  })
  return { saving, deleting }
}

function Members({ memberIds, onChange }: { memberIds: string[]; onChange: (memberIds: string[]) => void }) {
  const text = useSettingsText()
  const { agents } = useAgents()
  const toggle = (agentId: string, isMember: boolean) =>
    onChange(isMember ? [...memberIds, agentId] : memberIds.filter((other) => other !== agentId))
  return (
    <fieldset className={styles['fieldset']}>
      <legend>{text.teams.membersTitle}</legend>
      <div className={styles['checks']}>
        {agents.map((agent) => (
          <CheckboxField
            key={agent.agentId}
            label={<bdi>{nameOfAgent(agent)}</bdi>}
            checked={memberIds.includes(agent.agentId)}
            onChange={({ target }) => toggle(agent.agentId, target.checked)}
          />
        ))}
      </div>
    </fieldset>
  )
}
