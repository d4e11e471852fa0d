import { X } from 'lucide-react'
import type { useUploads } from '../attachments/use-uploads.ts'
import styles from '../attachments/file-list.module.css'
import { support } from '../app/support.ts'
import type { DraftEvent, DraftState } from '../drafts/draft-state.ts'
import { useTicketText } from '../text/ticket/ticket-text.ts'
import { Button } from '../ui/button.tsx'
import { reasonOf } from '../ui/reason.ts'

/** The files of a message that is being written, and those that are being uploaded. */
export function ChosenFiles({
  state,
  uploads: { running, cancel },
  tell,
}: {
  state: DraftState
  uploads: ReturnType<typeof useUploads>
  tell: (event: DraftEvent) => void
}) {
  const text = useTicketText()
  const [outgoing] = state.outgoing
  const files = outgoing?.files ?? state.files
  if (files.length + running.length === 0) return undefined
  const remove = (attachmentId: number) => {
    tell({ type: 'detached', attachmentId })
    support.attachments.delete({ id: attachmentId }).catch(() => {}) // it stays in the list of attachments
  }
  return (
    <ul className={styles['files']} aria-label={text.files.title}>
      {files.map(({ attachmentId, fileName }) => (
        <li key={attachmentId} className={styles['file']}>
          <bdi className={styles['name']}>{fileName}</bdi>
          {!outgoing && (
            <Button kind="quiet" onClick={() => remove(attachmentId)} aria-label={text.files.remove(fileName)}>
              <X size={16} aria-hidden />
            </Button>
          )}
        </li>
      ))}
      {running.map(({ id, fileName, progress, error }) => (
        <li key={id} className={styles['file']}>
          <bdi className={styles['name']}>{fileName}</bdi>
          {error === undefined ? (
            <progress className={styles['progress']} value={progress} aria-label={text.files.uploading(fileName)} />
          ) : (
            <span role="alert" className={styles['problem']}>
              {reasonOf(error) ?? text.failed}
            </span>
          )}
          <Button kind="quiet" onClick={() => cancel(id)} aria-label={text.files.remove(fileName)}>
            <X size={16} aria-hidden />
          </Button>
        </li>
      ))}
    </ul>
  )
}
