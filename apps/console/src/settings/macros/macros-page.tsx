import type { Macro, MacroCreate } from '@kinconecta/support-client'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { queries, support } from '../../app/support.ts'
import { useSave } from '../../app/use-save.ts'
import { useSession } from '../../session/session.ts'
import { useSettingsText } from '../../text/settings/settings-text.ts'
import { Collection } from '../collection.tsx'
import { type Detail, DetailForm } from '../detail-form.tsx'
import { ResourceForm } from '../resource-form.tsx'
import { useFields } from '../use-fields.ts'
import { fieldsOfMacro, macroOf } from './macro-form.ts'
import { MacroFields } from './macro-fields.tsx'

const TO = '/settings/macros/{-$id}'
const route = getRouteApi('/shell/settings/macros/{-$id}')
const { macros } = queries.desk

/** The macros that the user sees, with how often each was used. */
export function MacrosPage() {
  const text = useSettingsText()
  const { id } = route.useParams()
  const { caller } = useSession().session
  const { data, error } = useQuery(macros.list.queryOptions({ limit: 1000 }))
  const { data: counted } = useQuery(macros.uses.queryOptions({}))
  const uses = new Map(counted?.uses.map(({ macroId, useCount }) => [macroId, useCount]))
  const items = data?.items.map(({ macroId, name }) => {
    const count = uses.get(macroId)
    return { id: String(macroId), name, note: count === undefined ? undefined : text.macroSettings.uses(count) }
  })
  return (
    <Collection
      title={text.settingsOf.macros}
      hint={text.macroSettings.hint}
      to={TO}
      id={id}
      items={items}
      error={error}
      canCreate={caller?.agentId != null}
    >
      <DetailForm
        id={id}
        queryKey={macros.get.queryKey()}
        read={(macroId, options) => support.desk.macros.get({ id: Number(macroId) }, options)}
      >
        {(detail, onSaved) => <MacroForm detail={detail} onSaved={onSaved} />}
      </DetailForm>
    </Collection>
  )
}

function MacroForm({
  detail,
  onSaved,
}: {
  detail: Detail<Macro> | undefined
  onSaved: (saved: Detail<Macro>) => void
}) {
  const text = useSettingsText()
  const { caller } = useSession().session
  const macro = detail?.data
  const form = useFields(fieldsOfMacro(macro))
  const { saving, deleting } = useMacroSaving(detail, onSaved)
  return (
    <ResourceForm
      title={macro?.name ?? text.macroSettings.new}
      isDirty={form.isDirty}
      canChange={!macro || macro.ownerId === caller?.agentId || caller?.kind === 'admin'}
      saving={saving}
      onSubmit={() => saving.save(macroOf(form.fields, macro?.changes))}
      deleting={macro && deleting}
      onDelete={() => deleting.save(macro!.macroId)}
    >
      <MacroFields {...form} errorOf={saving.errorOf} />
    </ResourceForm>
  )
}

/** Saves a macro, and deletes it. */
function useMacroSaving(detail: Detail<Macro> | undefined, onSaved: (saved: Detail<Macro>) => void) {
  const navigate = useNavigate()
  const macro = detail?.data
  const goTo = (id: string | undefined) => void navigate({ to: TO, params: { id }, ignoreBlocker: true })
  const stale = [macros.list.queryKey(), macros.preview.queryKey()]
  const saving = useSave({
    send: (input: MacroCreate, options) =>
      macro
        ? support.desk.macros
            .update({ id: macro.macroId, ...input }, { ...options, ifVersion: detail.version })
            .withResponse()
        : support.desk.macros.create(input, options).withResponse(),
    stale,
    onSaved: (saved) => (macro ? onSaved(saved) : goTo(String(saved.data.macroId))),
  })
  const deleting = useSave({
    send: (id: number, options) => support.desk.macros.delete({ id }, options),
    stale,
    onSaved: () => goTo(undefined),
  })
  return { saving, deleting }
}
