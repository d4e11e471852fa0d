import type { ApiKey, ApiKeyCreate, ApiKeyWithKey } from '@kinconecta/support-client'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { queries, support } from '../app/support.ts'
import { useSave } from '../app/use-save.ts'
import { useSettingsText } from '../text/settings/settings-text.ts'
import { DateTime } from '../time/time.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextField } from '../ui/field.tsx'
import { FormProblem } from '../ui/form.tsx'
import { CheckList } from './check-list.tsx'
import { Collection, NEW } from './collection.tsx'
import { ResourceForm } from './resource-form.tsx'
import styles from './settings.module.css'
import { useFields } from './use-fields.ts'
import { Secret } from './webhooks/secret.tsx'

const TO = '/settings/api-keys/{-$id}'
const route = getRouteApi('/shell/settings/api-keys/{-$id}')
const { apiKeys } = queries
const SCOPES = [
  'tickets:read',
  'tickets:write',
  'tickets:delete',
  'attachments:read',
  'attachments:write',
  'attachments:delete',
  'events:read',
  'desk:read',
  'desk:write',
  'webhooks:manage',
] as const satisfies readonly ApiKey['scopes'][number][]

/** The API keys, for admins. A key is shown once, when it is made. */
export function ApiKeysPage() {
  const text = useSettingsText()
  const { id } = route.useParams()
  const { data, error } = useQuery(apiKeys.list.queryOptions({ limit: 1000 }))
  const [created, setCreated] = useState<ApiKeyWithKey>()
  const items = data?.items.map((key) => ({
    id: String(key.apiKeyId),
    name: key.name,
    note: key.revokedAt === null ? undefined : text.apiKeys.revoked,
  }))
  const shown = data?.items.find(({ apiKeyId }) => String(apiKeyId) === id)
  return (
    <Collection
      title={text.settingsOf.apiKeys}
      hint={text.apiKeys.hint}
      to={TO}
      id={id}
      items={items}
      error={error}
      canCreate
    >
      {created && String(created.apiKeyId) === id && <Secret secret={created.key} hint={text.apiKeys.keyOnce} />}
      {id === NEW && <NewKey onCreated={setCreated} />}
      {shown && <Key key={shown.apiKeyId} apiKey={shown} />}
      {data && id !== undefined && id !== NEW && !shown && <p>{text.notFound}</p>}
    </Collection>
  )
}

function NewKey({ onCreated }: { onCreated: (created: ApiKeyWithKey) => void }) {
  const text = useSettingsText()
  const navigate = useNavigate()
  const { fields, set, isDirty } = useFields({ name: '', scopes: [] as ApiKey['scopes'], expires: '' })
  const saving = useSave({
    send: (input: ApiKeyCreate, options) => support.apiKeys.create(input, options),
    stale: [apiKeys.list.queryKey()],
    onSaved: (created) => {
      onCreated(created)
      void navigate({ to: TO, params: { id: String(created.apiKeyId) }, ignoreBlocker: true })
    },
  })
  const { name, scopes, expires } = fields
  return (
    <ResourceForm
      title={text.apiKeys.new}
      isDirty={isDirty}
      canChange
      saving={saving}
      onSubmit={() => saving.save({ name, scopes, ...(expires !== '' && { expiresAt: `${expires}T00:00:00Z` }) })}
    >
      <TextField
        label={text.name}
        value={name}
        onChange={({ target }) => set('name', target.value)}
        error={saving.errorOf('name')}
        maxLength={100}
        required
      />
      <CheckList
        label={text.apiKeys.scopes}
        values={scopes}
        options={SCOPES.map((scope) => [scope, scope])}
        onChange={(chosen) => set('scopes', chosen)}
      />
      {saving.errorOf('scopes') !== undefined && <p role="alert">{text.apiKeys.noScope}</p>}
      <TextField
        label={text.apiKeys.expires}
        hint={text.apiKeys.expiresHint}
        type="date"
        value={expires}
        onChange={({ target }) => set('expires', target.value)}
        error={saving.errorOf('expiresAt')}
      />
    </ResourceForm>
  )
}

/** What a key may do, and how to revoke it. */
function Key({ apiKey: { apiKeyId: id, name, scopes, createdAt, expiresAt, revokedAt } }: { apiKey: ApiKey }) {
  const text = useSettingsText()
  const [isAsking, setAsking] = useState(false)
  const revoking = useSave({
    send: (_: undefined, options) => support.apiKeys.revoke({ id }, options),
    stale: [apiKeys.list.queryKey()],
  })
  const revoke = () => {
    setAsking(false)
    revoking.save(undefined)
  }
  return (
    <section className={styles['narrow']} aria-label={name}>
      <h2>
        <bdi>{name}</bdi>
      </h2>
      <dl className={styles['facts']}>
        <Fact name={text.apiKeys.scopes}>{scopes.join(', ')}</Fact>
        <Fact name={text.apiKeys.created}>
          <DateTime at={createdAt} />
        </Fact>
        <Fact name={text.apiKeys.expires}>{expiresAt === null ? '—' : <DateTime at={expiresAt} />}</Fact>
        {revokedAt !== null && (
          <Fact name={text.apiKeys.revoked}>
            <DateTime at={revokedAt} />
          </Fact>
        )}
      </dl>
      <FormProblem error={revoking.error} />
      {revokedAt === null && (
        <Button kind="danger" disabled={revoking.isSaving} onClick={() => setAsking(true)}>
          {text.apiKeys.revoke}
        </Button>
      )}
      {isAsking && (
        <Dialog title={text.apiKeys.revokeQuestion(name)} onClose={() => setAsking(false)}>
          <p>{text.apiKeys.revokeText}</p>
          <Button kind="danger" onClick={revoke}>
            {text.apiKeys.revoke}
          </Button>{' '}
          <Button onClick={() => setAsking(false)}>{text.cancel}</Button>
        </Dialog>
      )}
    </section>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
