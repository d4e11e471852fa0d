import { type ReactNode, useState } from 'react'
import type { Saving } from '../app/use-save.ts'
import { useSettingsText } from '../text/settings/settings-text.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Form } from '../ui/form.tsx'
import styles from './settings.module.css'
import { Unsaved } from './unsaved.tsx'

type Status = Pick<Saving<never>, 'isSaving' | 'isSaved' | 'error'>

/** The form of a thing in the settings: its fields, saving, and deleting after a question. */
export function ResourceForm({
  title,
  isDirty,
  canChange,
  saving,
  onSubmit,
  deleting,
  onDelete,
  children,
}: {
  title: string
  isDirty: boolean
  canChange: boolean
  saving: Status
  onSubmit: () => void
  /** Absent if it cannot be deleted. */
  deleting?: Status | undefined
  onDelete?: () => void
  children: ReactNode
}) {
  const text = useSettingsText()
  const [isAsking, setAsking] = useState(false)
  return (
    <section className={styles['narrow']} aria-label={title}>
      <h2>
        <bdi>{title}</bdi>
      </h2>
      {!canChange && <p className={styles['hint']}>{text.readOnly}</p>}
      <Unsaved isDirty={isDirty} />
      <fieldset className={styles['fieldset']} disabled={!canChange}>
        <Form
          saving={saving.error || !deleting ? saving : { ...saving, error: deleting.error }}
          submit={text.save}
          onSubmit={onSubmit}
          others={
            deleting && (
              <Button kind="danger" disabled={deleting.isSaving} onClick={() => setAsking(true)}>
                {text.delete}
              </Button>
            )
          }
        >
          {children}
        </Form>
      </fieldset>
      {isAsking && (
        <DeleteQuestion
          title={title}
          onClose={() => setAsking(false)}
          onDelete={() => {
            setAsking(false)
            onDelete?.()
          }}
        />
      )}
    </section>
  )
}

function DeleteQuestion({ title, onClose, onDelete }: { title: string; onClose: () => void; onDelete: () => void }) {
  const text = useSettingsText()
  return (
    <Dialog title={text.deleteQuestion(title)} onClose={onClose}>
      <p>{text.deleteText}</p>
      <div className={styles['actions']}>
        <Button kind="danger" onClick={onDelete}>
          {text.delete}
        </Button>
        <Button onClick={onClose}>{text.cancel}</Button>
      </div>
    </Dialog>
  )
}
