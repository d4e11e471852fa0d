import type { DeskMessage } from '@kinconecta/support-client'
import { Ellipsis, Lock } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { FileList } from '../attachments/file-list.tsx'
import { LazyMarkdown, PlainText } from '../markdown/lazy-markdown.tsx'
import { useAgents } from '../people/people.ts'
import { useTicketText } from '../text/ticket/ticket-text.ts'
import { RelativeTime, useNow } from '../time/time.tsx'
import { Button } from '../ui/button.tsx'
import styles from './conversation.module.css'
import { canEdit, canSplit, hasKeptEdit, type MessageAction } from './message-actions.ts'
import { PendingReply } from './pending-reply.tsx'

const MessageMenu = lazy(() => import('./message-menu.tsx'))

/** A message of the requester, a reply or a note. Notes look different, and say so. */
export function MessageItem({
  message,
  onOpenFile,
  onAction,
}: {
  message: DeskMessage
  onOpenFile: (attachmentId: number) => void
  onAction: (action: MessageAction) => void
}) {
  const text = useTicketText()
  const { edit } = text
  const name = useAuthorName(message)
  const { author, kind, body, attachments, sendAt, createdAt } = message
  const look = kind === 'note' ? 'note' : author.kind === 'requester' ? 'requester' : 'reply'
  return (
    <li className={`${styles['message']} ${styles[look]} ${sendAt === null ? '' : styles['pending']}`} data-kind={look}>
      <div className={styles['head']}>
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
        <Edited message={message} onOpen={() => onAction('versions')} />
        {hasKeptEdit(message) && (
          <button type="button" className={styles['edited']} onClick={() => onAction('edit')}>
            {edit.unsaved}
          </button>
        )}
        <MessageActions message={message} name={edit.actions(name)} onAction={onAction} />
      </div>
      {author.kind === 'requester' ? <PlainText text={body} /> : <LazyMarkdown text={body} />}
      {attachments.length > 0 && <FileList files={attachments} onOpen={onOpenFile} />}
      {sendAt !== null && <PendingReply message={message} sendAt={sendAt} />}
    </li>
  )
}

/** Says that a message was edited, and opens its earlier texts. */
function Edited({ message: { editedAt, versionCount }, onOpen }: { message: DeskMessage; onOpen: () => void }) {
  const text = useTicketText()
  const { edit } = text
  if (editedAt === null) return undefined
  if (versionCount === 0) return <span className={styles['muted']}>{text.conversation.edited}</span>
  return (
    <button type="button" className={styles['edited']} onClick={onOpen} title={edit.versions}>
      {text.conversation.edited}
    </button>
  )
}

/** The button of the menu. A conversation has hundreds; each becomes a menu when it is first used. */
function MessageActions({
  message,
  name,
  onAction,
}: {
  message: DeskMessage
  name: string
  onAction: (action: MessageAction) => void
}) {
  const [isUsed, setUsed] = useState(false)
  const now = useNow()
  const actions: MessageAction[] = []
  if (canEdit(message, now)) actions.push('edit')
  if (canSplit(message)) actions.push('split')
  if (actions.length === 0) return undefined
  const button = (
    <Button kind="quiet" aria-label={name} aria-haspopup="menu" onClick={() => setUsed(true)}>
      <Ellipsis size={16} aria-hidden />
    </Button>
  )
  return (
    <span className={styles['more']}>
      {isUsed ? (
        <Suspense fallback={button}>
          <MessageMenu name={name} actions={actions} onChoose={onAction} />
        </Suspense>
      ) : (
        button
      )}
    </span>
  )
}

function useAuthorName({ author: { kind, id, name } }: DeskMessage): string {
  const text = useTicketText()
  const { nameOf } = useAgents()
  if (name !== null) return name
  if (kind === 'service') return text.session.apiKey
  if (kind === 'requester') return text.conversation.requester
  return id === null ? text.conversation.agent : nameOf(id)
}
