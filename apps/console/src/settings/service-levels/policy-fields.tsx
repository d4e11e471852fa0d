import type { Policy, PolicyCreate } from '@kinconecta/support-client'
import { useQuery } from '@tanstack/react-query'
import { queries } from '../../app/support.ts'
import type { Saving } from '../../app/use-save.ts'
import { CATEGORIES, PRIORITIES, ROLES } from '../../queue/queue-search.ts'
import { useSettingsText } from '../../text/settings/settings-text.ts'
import { SelectField, TextField } from '../../ui/field.tsx'
import { CheckList } from '../check-list.tsx'
import type { useFields } from '../use-fields.ts'

const TARGETS = ['firstResponseMinutes', 'nextResponseMinutes', 'resolutionMinutes'] as const
const DEFAULT_RANK = 100

/** The fields of the form. Numbers are as they are typed; an empty one is none. */
export interface PolicyForm {
  name: string
  rank: string
  calendarId: string
  warnPercent: string
  firstResponseMinutes: string
  nextResponseMinutes: string
  resolutionMinutes: string
  categories: NonNullable<Policy['categories']>
  priorities: NonNullable<Policy['priorities']>
  roles: NonNullable<Policy['roles']>
}

export function fieldsOfPolicy(policy: Policy | undefined): PolicyForm {
  return {
    name: policy?.name ?? '',
    rank: written(policy?.rank ?? DEFAULT_RANK),
    calendarId: written(policy?.calendarId),
    warnPercent: written(policy?.warnPercent),
    firstResponseMinutes: written(policy?.targets.firstResponseMinutes),
    nextResponseMinutes: written(policy?.targets.nextResponseMinutes),
    resolutionMinutes: written(policy?.targets.resolutionMinutes),
    categories: policy?.categories ?? [],
    priorities: policy?.priorities ?? [],
    roles: policy?.roles ?? [],
  }
}

function written(value: number | null | undefined): string {
  return value == null ? '' : String(value)
}

/** What the form says. The service checks it. */
export function policyOf(form: PolicyForm): PolicyCreate {
  const { firstResponseMinutes, nextResponseMinutes, resolutionMinutes } = form
  return {
    name: form.name,
    rank: form.rank === '' ? DEFAULT_RANK : Number(form.rank),
    calendarId: Number(form.calendarId),
    warnPercent: orNull(form.warnPercent),
    targets: {
      firstResponseMinutes: orNull(firstResponseMinutes),
      nextResponseMinutes: orNull(nextResponseMinutes),
      resolutionMinutes: orNull(resolutionMinutes),
    },
    categories: orAll(form.categories),
    priorities: orAll(form.priorities),
    roles: orAll(form.roles),
  }
}

function orNull(typed: string): number | null {
  return typed === '' ? null : Number(typed)
}

function orAll<Value>(values: Value[]): Value[] | null {
  return values.length === 0 ? null : values
}

type Form = Pick<ReturnType<typeof useFields<PolicyForm>>, 'fields' | 'set'> & Pick<Saving<never>, 'errorOf'>

export function PolicyFields({ fields, set, errorOf }: Form) {
  const text = useSettingsText()
  const { data: calendars } = useQuery(queries.desk.calendars.list.queryOptions({ limit: 1000 }))
  const names = (calendars?.items ?? []).map(({ calendarId, name }) => [String(calendarId), name] as const)
  return (
    <>
      <TextField
        label={text.name}
        value={fields.name}
        onChange={({ target }) => set('name', target.value)}
        error={errorOf('name')}
        maxLength={100}
        required
      />
      <SelectField
        label={text.policies.calendar}
        value={fields.calendarId}
        options={[['', ''], ...names]}
        onChange={(calendarId) => set('calendarId', calendarId)}
        error={errorOf('calendarId')}
        required
      />
      {TARGETS.map((name) => (
        <TextField
          key={name}
          label={text.policies[name]}
          hint={durationOf(fields[name])}
          type="number"
          min={1}
          max={129_600}
          value={fields[name]}
          onChange={({ target }) => set(name, target.value)}
          error={errorOf(`targets.${name}`)}
        />
      ))}
      {errorOf('targets') !== undefined && <p role="alert">{text.policies.noTarget}</p>}
      <TextField
        label={text.policies.warnPercent}
        type="number"
        min={1}
        max={99}
        value={fields.warnPercent}
        onChange={({ target }) => set('warnPercent', target.value)}
        error={errorOf('warnPercent')}
      />
      <Conditions fields={fields} set={set} errorOf={errorOf} />
    </>
  )
}

/** To which tickets the policy applies, and before which other policies. */
function Conditions({ fields, set, errorOf }: Form) {
  const text = useSettingsText()
  return (
    <>
      <CheckList
        label={text.queue.filters.category}
        hint={text.policies.noneIsAll}
        values={fields.categories}
        options={CATEGORIES.map((value) => [value, text.category[value]])}
        onChange={(categories) => set('categories', categories)}
      />
      <CheckList
        label={text.queue.filters.priority}
        values={fields.priorities}
        options={PRIORITIES.map((value) => [value, text.priority[value]])}
        onChange={(priorities) => set('priorities', priorities)}
      />
      <CheckList
        label={text.queue.filters.roleContext}
        values={fields.roles}
        options={ROLES.map((value) => [value, text.role[value]])}
        onChange={(roles) => set('roles', roles)}
      />
      <TextField
        label={text.policies.rank}
        hint={text.policies.rankHint}
        type="number"
        min={1}
        max={1000}
        value={fields.rank}
        onChange={({ target }) => set('rank', target.value)}
        error={errorOf('rank')}
      />
    </>
  )
}

/** "2 h 30 min" */
function durationOf(minutes: string): string | undefined {
  const total = Number(minutes)
  if (minutes === '' || !Number.isInteger(total) || total < 60) return undefined
  return `${Math.floor(total / 60)} h ${total % 60} min`
}
