import { lazy, Suspense, useState } from 'react'
import { useCommand } from '../commands/run.ts'
import { useText } from '../text/text.ts'
import { Button } from '../ui/button.tsx'
import { nameOfQueue, type QueueSearch } from './queue-search.ts'
import { useViews } from './views.ts'

const ViewDialog = lazy(() => import('./view-dialog.tsx'))

/** Saves the filters as a view, and changes the view that is shown. */
export function ViewButtons({ search }: { search: QueueSearch }) {
  const text = useText()
  const { isAgent, find, canChange } = useViews()
  const [shown, setShown] = useState<'new' | 'edit'>()
  const name = nameOfQueue(search)
  const view = find(search.view)
  const isNew = name !== '' && (!view || nameOfQueue(view.query) !== name)
  const canEdit = view !== undefined && canChange(view)
  useCommand('view.save', () => setShown('new'), isAgent && isNew)
  useCommand('view.edit', () => setShown('edit'), canEdit)
  if (!isAgent) return null
  return (
    <>
      {isNew && <Button onClick={() => setShown('new')}>{text.views.save}</Button>}
      {canEdit && <Button onClick={() => setShown('edit')}>{text.views.edit}</Button>}
      <Suspense>
        {shown && (
          <ViewDialog search={search} view={shown === 'edit' ? view : undefined} onClose={() => setShown(undefined)} />
        )}
      </Suspense>
    </>
  )
}
