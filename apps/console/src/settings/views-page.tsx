import type { DeskView } from '@kinconecta/support-client'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { queries, support } from '../app/support.ts'
import { useSave } from '../app/use-save.ts'
import { searchOfView } from '../queue/queue-search.ts'
import { useSession } from '../session/session.ts'
import { useSettingsText } from '../text/settings/settings-text.ts'
import { CheckboxField, TextField } from '../ui/field.tsx'
import { Collection } from './collection.tsx'
import { type Detail, DetailForm } from './detail-form.tsx'
import { ResourceForm } from './resource-form.tsx'
import { useFields } from './use-fields.ts'

const TO = '/settings/views/{-$id}'
const route = getRouteApi('/shell/settings/views/{-$id}')
const { views } = queries.desk

/** The views of the user, and shared ones. They are made in the queue, from its filters. */
export function ViewsPage() {
  const text = useSettingsText()
  const { id } = route.useParams()
  const { data, error } = useQuery(views.list.queryOptions({ limit: 1000 }))
  const items = data?.items.map(({ viewId, name, isShared }) => ({
    id: String(viewId),
    name,
    note: isShared ? text.views.sharedNote : undefined,
  }))
  return (
    <Collection title={text.settingsOf.views} hint={text.views.hint} to={TO} id={id} items={items} error={error}>
      <DetailForm
        id={id}
        queryKey={views.get.queryKey()}
        read={(viewId, options) => support.desk.views.get({ id: Number(viewId) }, options)}
      >
        {(detail, onSaved) => detail && <ViewForm detail={detail} onSaved={onSaved} />}
      </DetailForm>
    </Collection>
  )
}

function ViewForm({ detail, onSaved }: { detail: Detail<DeskView>; onSaved: (saved: Detail<DeskView>) => void }) {
  const text = useSettingsText()
  const navigate = useNavigate()
  const { caller } = useSession().session
  const { viewId, ownerId, query, ...view } = detail.data
  const { fields, set, isDirty } = useFields({ name: view.name, isShared: view.isShared })
  const stale = [views.list.queryKey()]
  const saving = useSave({
    send: (input: typeof fields, options) =>
      support.desk.views
        .update({ id: viewId, query, ...input }, { ...options, ifVersion: detail.version })
        .withResponse(),
    stale,
    onSaved,
  })
  const deleting = useSave({
    send: (_: undefined, options) => support.desk.views.delete({ id: viewId }, options),
    stale,
    onSaved: () => void navigate({ to: TO, params: { id: undefined }, ignoreBlocker: true }),
  })
  return (
    <ResourceForm
      title={view.name}
      isDirty={isDirty}
      canChange={ownerId === caller?.agentId || caller?.kind === 'admin'}
      saving={saving}
      onSubmit={() => saving.save(fields)}
      deleting={deleting}
      onDelete={() => deleting.save(undefined)}
    >
      <p>
        <Link to="/" search={searchOfView(viewId, query)}>
          {text.views.open}
        </Link>
      </p>
      <TextField
        label={text.name}
        value={fields.name}
        onChange={({ target }) => set('name', target.value)}
        error={saving.errorOf('name')}
        maxLength={100}
        required
      />
      <CheckboxField
        label={text.views.isShared}
        checked={fields.isShared}
        onChange={({ target }) => set('isShared', target.checked)}
      />
    </ResourceForm>
  )
}
