import { lazy, Suspense } from 'react'
import { createStore, useStore } from '../app/store.ts'
import { useCommand } from '../commands/run.ts'

const Palette = lazy(() => import('../commands/palette.tsx'))
const Help = lazy(() => import('../commands/help.tsx'))

const shown = createStore<'palette' | 'help' | undefined>(undefined)

/** The list of commands and the help, which are loaded when they are first opened. */
export function Overlays() {
  const overlay = useStore(shown)
  useCommand('palette.open', () => shown.set('palette'))
  useCommand('help.open', () => shown.set('help'))
  const close = () => shown.set(undefined)
  return (
    <Suspense>
      {overlay === 'palette' && <Palette onClose={close} />}
      {overlay === 'help' && <Help onClose={close} />}
    </Suspense>
  )
}
