import { useBlocker } from '@tanstack/react-router'
import { useSettingsText } from '../text/settings/settings-text.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'

/** Asks before the user leaves a form with changes that are not saved. */
export function Unsaved({ isDirty }: { isDirty: boolean }) {
  const text = useSettingsText()
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: () => isDirty,
    enableBeforeUnload: isDirty,
    withResolver: true,
  })
  if (status !== 'blocked') return null
  return (
    <Dialog title={text.unsaved} onClose={reset}>
      <p>{text.unsavedText}</p>
      <Button kind="primary" onClick={reset}>
        {text.stay}
      </Button>{' '}
      <Button onClick={proceed}>{text.leave}</Button>
    </Dialog>
  )
}
