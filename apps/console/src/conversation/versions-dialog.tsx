import type { DeskMessage, MessageVersion } from '@kinconecta/support-client'
import { useQuery } from '@tanstack/react-query'
import { collect } from '../app/collect.ts'
import { queries, support } from '../app/support.ts'
import { LazyMarkdown, PlainText } from '../markdown/lazy-markdown.tsx'
import { useTicketText } from '../text/ticket/ticket-text.ts'
import { DateTime } from '../time/time.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Failure } from '../ui/failure.tsx'
import styles from './conversation.module.css'

const MAX_VERSIONS = 100

/** The text of a message as it is now and as it was, the newest first. */
export default function VersionsDialog({
  ticketId: id,
  message: { messageId, body, author, editedAt },
  onClose,
}: {
  ticketId: number
  message: DeskMessage
  onClose: () => void
}) {
  const text = useTicketText()
  const { edit } = text
  const Body = author.kind === 'requester' ? PlainText : LazyMarkdown
  const { data, error, refetch } = useQuery({
    queryKey: [...queries.desk.messages.versions.queryKey({ id, messageId }), editedAt],
    queryFn: ({ signal }): Promise<MessageVersion[]> =>
      collect(support.desk.messages.versions({ id, messageId, limit: MAX_VERSIONS }, { signal }), MAX_VERSIONS),
    retry: false,
  })
  return (
    <Dialog title={edit.versionsTitle} size="wide" onClose={onClose}>
      <ol className={styles['versions']}>
        <li>
          <p className={styles['muted']}>{edit.now}</p>
          <Body text={body} />
        </li>
        {data?.toReversed().map((version) => (
          <li key={version.version}>
            <p className={styles['muted']}>
              {edit.replaced} <DateTime at={version.replacedAt} />
            </p>
            <Body text={version.body} />
          </li>
        ))}
      </ol>
      {!data && !error && <p role="status">{text.loading}</p>}
      {error && <Failure error={error} onRetry={() => void refetch()} />}
    </Dialog>
  )
}
