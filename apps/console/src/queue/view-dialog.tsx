import type { DeskView } from '@kinconecta/support-client'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useSave } from '../app/use-save.ts'
import { queries, support } from '../app/support.ts'
import { useText } from '../text/text.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { CheckboxField, TextField } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { filtersOf, nameOfQueue, type QueueSearch, searchOfView } from './queue-search.ts'

/** Saves the filters of the page as a new view, or changes or deletes a view. */
export default function ViewDialog({
  search,
  view,
  onClose,
}: {
  search: QueueSearch
  /** Absent for a new one. */
  view: DeskView | undefined
  onClose: () => void
}) {
  const text = useText()
  const [name, setName] = useState(view?.name ?? '')
  const [isShared, setShared] = useState(view?.isShared ?? false)
  const isChanged = view !== undefined && nameOfQueue(view.query) !== nameOfQueue(search)
  const [takesFilters, setTakesFilters] = useState(isChanged)
  const query = view && !takesFilters ? view.query : filtersOf(search)
  const { saving, deleting } = useViewSaving(view, search, onClose)
  return (
    <Dialog title={view ? text.views.edit : text.views.save} onClose={onClose}>
      <Form
        saving={saving}
        submit={text.save}
        onSubmit={() => saving.save({ name: name.trim(), isShared, query })}
        others={
          view && (
            <Button kind="danger" disabled={deleting.isSaving} onClick={() => deleting.save(undefined)}>
              {text.delete}
            </Button>
          )
        }
      >
        <TextField
          label={text.name}
          value={name}
          onChange={({ target }) => setName(target.value)}
          error={saving.errorOf('name')}
          maxLength={100}
          required
        />
        <CheckboxField
          label={text.views.isShared}
          checked={isShared}
          onChange={({ target }) => setShared(target.checked)}
        />
        {isChanged && (
          <CheckboxField
            label={text.views.takeFilters}
            checked={takesFilters}
            onChange={({ target }) => setTakesFilters(target.checked)}
          />
        )}
      </Form>
    </Dialog>
  )
}

function useViewSaving(view: DeskView | undefined, search: QueueSearch, onClose: () => void) {
  const navigate = useNavigate()
  const saving = useSave({
    send: (fields: { name: string; isShared: boolean; query: DeskView['query'] }, options) =>
      view
        ? support.desk.views.update({ id: view.viewId, ...fields }, options)
        : support.desk.views.create(fields, options),
    stale: [queries.desk.views.list.queryKey(), queries.desk.views.counts.queryKey()],
    onSaved: (saved) => {
      onClose()
      void navigate({ to: '/', search: searchOfView(saved.viewId, saved.query) })
    },
  })
  const deleting = useSave({
    send: (_: undefined, options) => support.desk.views.delete({ id: view!.viewId }, options),
    stale: [queries.desk.views.list.queryKey()],
    onSaved: () => {
      onClose()
      void navigate({ to: '/', search: filtersOf(search) })
    },
  })
  return { saving, deleting }
}
