import type { Tag } from '@kinconecta/support-client'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { queries, support } from '../app/support.ts'
import { useSave } from '../app/use-save.ts'
import { useSession } from '../session/session.ts'
import { useSettingsText } from '../text/settings/settings-text.ts'
import { SelectField, TextField } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { Collection } from './collection.tsx'
import { ResourceForm } from './resource-form.tsx'
import styles from './settings.module.css'
import { useFields } from './use-fields.ts'

const TO = '/settings/tags/{-$id}'
const route = getRouteApi('/shell/settings/tags/{-$id}')
const { tags } = queries.desk
const STALE = [tags.list.queryKey(), queries.desk.tickets.list.queryKey(), queries.desk.tickets.get.queryKey()]

/** The tags. Admins rename them, and merge one into another. */
export function TagsPage() {
  const text = useSettingsText()
  const { id } = route.useParams()
  const isAdmin = useSession().session.caller?.kind === 'admin'
  const { data, error } = useQuery(tags.list.queryOptions({ limit: 1000 }))
  const items = data?.items.map(({ tagId, name, openTickets }) => ({
    id: String(tagId),
    name,
    note: text.tags.openTickets(openTickets),
  }))
  const tag = data?.items.find(({ tagId }) => String(tagId) === id)
  return (
    <Collection title={text.settingsOf.tags} hint={text.tags.hint} to={TO} id={id} items={items} error={error}>
      {tag && <TagForm key={`${tag.tagId} ${tag.name}`} tag={tag} canChange={isAdmin} />}
      {tag && isAdmin && <MergeForm tag={tag} others={data!.items.filter((other) => other !== tag)} />}
      {data && id !== undefined && !tag && <p>{text.notFound}</p>}
    </Collection>
  )
}

function TagForm({ tag, canChange }: { tag: Tag; canChange: boolean }) {
  const text = useSettingsText()
  const { fields, set, isDirty } = useFields({ name: tag.name })
  const saving = useSave({
    send: (name: string, options) => support.desk.tags.rename({ id: tag.tagId, name }, options),
    stale: STALE,
  })
  return (
    <ResourceForm
      title={tag.name}
      isDirty={isDirty && !saving.isSaved}
      canChange={canChange}
      saving={saving}
      onSubmit={() => saving.save(fields.name.trim())}
    >
      <TextField
        label={text.name}
        value={fields.name}
        onChange={({ target }) => set('name', target.value)}
        error={saving.errorOf('name')}
        maxLength={50}
        required
      />
    </ResourceForm>
  )
}

/** Lets another tag stand for this one, on all tickets. */
function MergeForm({ tag, others }: { tag: Tag; others: readonly Tag[] }) {
  const text = useSettingsText()
  const navigate = useNavigate()
  const [into, setInto] = useState('')
  const saving = useSave({
    send: (id: number, options) => support.desk.tags.merge({ id: tag.tagId, into: id }, options),
    stale: STALE,
    onSaved: (_, id) => void navigate({ to: TO, params: { id: String(id) }, ignoreBlocker: true }),
  })
  if (others.length === 0) return null
  return (
    <section className={styles['narrow']}>
      <h2>{text.tags.merge}</h2>
      <p>{text.tags.mergeHint}</p>
      <Form saving={saving} submit={text.tags.merge} onSubmit={() => into !== '' && saving.save(Number(into))}>
        <SelectField
          label={text.tags.into}
          value={into}
          required
          options={[['', ''], ...others.map(({ tagId, name }) => [String(tagId), name] as const)]}
          onChange={setInto}
        />
      </Form>
    </section>
  )
}
