import type { DeskMessage } from '@kinconecta/support-client'
import { Lock } from 'lucide-react'
import { FileList } from '../attachments/file-list.tsx'
import { LazyMarkdown, PlainText } from '../markdown/lazy-markdown.tsx'
import { useAgents } from '../people/people.ts'
import { useText } from '../text/text.ts'
import { RelativeTime } from '../time/time.tsx'
import styles from './conversation.module.css'
import { PendingReply } from './pending-reply.tsx'

/** A message of the requester, a reply or a note. Notes look different, and say so. */
export function MessageItem({
  message,
  onOpenFile,
}: {
  message: DeskMessage
  onOpenFile: (attachmentId: number) => void
}) {
  const text = useText()
  const name = useAuthorName(message)
  const { author, kind, body, attachments, sendAt, createdAt, editedAt } = message
  const look = kind === 'note' ? 'note' : author.kind === 'requester' ? 'requester' : 'reply'
  return (
    <li className={`${styles['message']} ${styles[look]} ${sendAt === null ? '' : styles['pending']}`} data-kind={look}>
      <p className={styles['head']}>
        <bdi className={styles['author']}>{name}</bdi>
        {kind === 'note' && (
          <span className={styles['label']}>
            <Lock size={13} aria-hidden />
            {text.conversation.note}
          </span>
        )}
        {look === 'reply' && <span className={styles['muted']}>{text.conversation.reply}</span>}
        {sendAt === null && (
          <span className={styles['muted']}>
            <RelativeTime at={createdAt} />
          </span>
        )}
        {editedAt !== null && <span className={styles['muted']}>{text.conversation.edited}</span>}
      </p>
      {author.kind === 'requester' ? <PlainText text={body} /> : <LazyMarkdown text={body} />}
      {attachments.length > 0 && <FileList files={attachments} onOpen={onOpenFile} />}
      {sendAt !== null && <PendingReply message={message} sendAt={sendAt} />}
    </li>
  )
}

function useAuthorName({ author: { kind, id, name } }: DeskMessage): string {
  const text = useText()
  const { nameOf } = useAgents()
  if (name !== null) return name
  if (kind === 'service') return text.session.apiKey
  if (kind === 'requester') return text.conversation.requester
  return id === null ? text.conversation.agent : nameOf(id)
}
