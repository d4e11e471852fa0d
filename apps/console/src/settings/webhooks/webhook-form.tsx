import type { EventType, Webhook, WebhookCreate, WebhookWithSecret } from '@kinconecta/support-client'
import { useNavigate } from '@tanstack/react-router'
import { queries, support } from '../../app/support.ts'
import { useSave } from '../../app/use-save.ts'
import { useSettingsText } from '../../text/settings/settings-text.ts'
import { CheckboxField, SelectField, TextField } from '../../ui/field.tsx'
import type { Detail } from '../detail-form.tsx'
import { ResourceForm } from '../resource-form.tsx'
import styles from '../settings.module.css'
import { useFields } from '../use-fields.ts'
import { EVENT_TYPES } from './event-types.ts'

const TO = '/settings/webhooks/{-$id}'
const PAYLOADS = ['thin', 'full'] as const
const SIGNATURES = ['v1', 'v1a'] as const

function fieldsOf(webhook: Webhook | undefined) {
  return {
    url: webhook?.url ?? 'https://',
    description: webhook?.description ?? '',
    isEnabled: webhook?.isEnabled ?? true,
    takesAll: (webhook?.types ?? null) === null,
    types: webhook?.types ?? ([] as EventType[]),
    payload: webhook?.payload ?? ('thin' as const),
    signatures: webhook?.signatures ?? (['v1'] as ('v1' | 'v1a')[]),
  }
}

interface WebhookFormProperties {
  detail: Detail<Webhook> | undefined
  onSaved: (saved: Detail<Webhook>) => void
  onCreated: (created: WebhookWithSecret) => void
}

export function WebhookForm({ detail, onSaved, onCreated }: WebhookFormProperties) {
  const text = useSettingsText()
  const webhook = detail?.data
  const { fields, set, isDirty } = useFields(fieldsOf(webhook))
  const { saving, deleting } = useWebhookSaving({ detail, onSaved, onCreated })
  const { takesAll, types, ...input } = fields
  return (
    <ResourceForm
      title={webhook?.url ?? text.webhooks.new}
      isDirty={isDirty}
      canChange
      saving={saving}
      onSubmit={() => saving.save({ ...input, types: takesAll ? null : types })}
      deleting={webhook && deleting}
      onDelete={() => deleting.save(webhook!.webhookId)}
    >
      <TextField
        label={text.webhooks.url}
        type="url"
        value={fields.url}
        onChange={({ target }) => set('url', target.value)}
        error={saving.errorOf('url')}
        maxLength={2000}
        spellCheck={false}
        required
      />
      <TextField
        label={text.webhooks.description}
        value={fields.description}
        onChange={({ target }) => set('description', target.value)}
        error={saving.errorOf('description')}
        maxLength={500}
      />
      <CheckboxField
        label={text.webhooks.isEnabled}
        checked={fields.isEnabled}
        onChange={({ target }) => set('isEnabled', target.checked)}
      />
      <SelectField
        label={text.webhooks.payload}
        value={fields.payload}
        options={PAYLOADS.map((value) => [value, text.webhooks.payloads[value]])}
        onChange={(value) => set('payload', value)}
      />
      <EventFields fields={fields} set={set} />
    </ResourceForm>
  )
}

type Fields = ReturnType<typeof fieldsOf>

/** Which events are sent, and how they are signed. */
function EventFields({
  fields,
  set,
}: {
  fields: Fields
  set: <Name extends keyof Fields>(name: Name, value: Fields[Name]) => void
}) {
  const text = useSettingsText()
  return (
    <>
      <Checks
        legend={text.webhooks.signatures}
        values={SIGNATURES}
        chosen={fields.signatures}
        nameOf={(value) => text.webhooks.signatureOf[value]}
        onChange={(value) => set('signatures', value)}
      />
      <CheckboxField
        label={text.webhooks.allTypes}
        checked={fields.takesAll}
        onChange={({ target }) => set('takesAll', target.checked)}
      />
      {!fields.takesAll && (
        <Checks
          legend={text.webhooks.types}
          values={EVENT_TYPES}
          chosen={fields.types}
          nameOf={(value) => value}
          onChange={(value) => set('types', value)}
        />
      )}
    </>
  )
}

/** Creates, changes and deletes a webhook. */
function useWebhookSaving({ detail, onSaved, onCreated }: WebhookFormProperties) {
  const navigate = useNavigate()
  const webhook = detail?.data
  const stale = [queries.webhooks.list.queryKey(), queries.webhooks.getStatus.queryKey()]
  const goTo = (id: string | undefined) => void navigate({ to: TO, params: { id }, ignoreBlocker: true })
  const creating = useSave({
    send: (input: WebhookCreate, options) => support.webhooks.create(input, options),
    stale,
    onSaved: (created) => {
      onCreated(created)
      goTo(String(created.webhookId))
    },
  })
  const updating = useSave({
    send: (input: WebhookCreate, options) =>
      support.webhooks
        .update({ id: webhook!.webhookId, ...input }, { ...options, ifVersion: detail?.version })
        .withResponse(),
    stale,
    onSaved,
  })
  const deleting = useSave({
    send: (id: number, options) => support.webhooks.delete({ id }, options),
    stale,
    onSaved: () => goTo(undefined),
  })
  return { saving: webhook ? updating : creating, deleting }
}

/** A group of values, any of which can be chosen. */
function Checks<Value extends string>({
  legend,
  values,
  chosen,
  nameOf,
  onChange,
}: {
  legend: string
  values: readonly Value[]
  chosen: readonly Value[]
  nameOf: (value: Value) => string
  onChange: (values: Value[]) => void
}) {
  return (
    <fieldset className={styles['fieldset']}>
      <legend>{legend}</legend>
      <div className={styles['checks']}>
        {values.map((value) => (
          <CheckboxField
            key={value}
            label={nameOf(value)}
            checked={chosen.includes(value)}
            onChange={({ target }) =>
              onChange(values.filter((other) => (other === value ? target.checked : chosen.includes(other))))
            }
          />
        ))}
      </div>
    </fieldset>
  )
}
