import type { DeskTicket } from '@kinconecta/support-client'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { viewOf } from '../attachments/file-kind.ts'
import { Composers } from '../composer/composers.tsx'
import { Conversation } from '../conversation/conversation.tsx'
import { conversationQuery } from '../conversation/conversation-cache.ts'
import { MergeNotices } from '../merging/merge-notices.tsx'
import { Presence } from './presence.tsx'
import { TicketActions } from './ticket-actions.tsx'
import { TicketConflictNotice } from './ticket-conflict-notice.tsx'
import { TicketDetails } from './ticket-details.tsx'
import { type TicketDialog, TicketDialogs } from './ticket-dialogs.tsx'
import { TicketHeader } from './ticket-header.tsx'
import styles from './ticket-page.module.css'
import type { VersionedTicket } from './ticket-query.ts'
import { useMarkRead } from './use-mark-read.ts'
import { usePresenceBeat } from './use-presence-beat.ts'
import { useTicketChange } from './use-ticket-change.ts'

const Viewer = lazy(() => import('../attachments/viewer.tsx'))

export function TicketView({ shown }: { shown: VersionedTicket }) {
  const { ticket } = shown
  const changes = useTicketChange(shown)
  const onTyping = usePresenceBeat(ticket.ticketId)
  const [openFile, setOpenFile] = useState<number>()
  const [dialog, setDialog] = useState<TicketDialog>()
  useMarkRead(ticket)
  return (
    <>
      <header className={styles['top']}>
        <TicketHeader ticket={ticket} />
        <TicketActions ticket={ticket} changes={changes} onMerge={() => setDialog({ kind: 'merge' })} />
        <TicketConflictNotice changes={changes} />
        <MergeNotices ticket={ticket} />
      </header>
      <div className={styles['columns']}>
        <div className={styles['main']}>
          <Conversation
            ticketId={ticket.ticketId}
            onOpenFile={setOpenFile}
            onAction={(kind, message) => setDialog({ kind, message })}
          />
          <Composers ticket={ticket} presence={<Presence ticketId={ticket.ticketId} />} onTyping={onTyping} />
        </div>
        <TicketDetails ticket={ticket} changes={changes} onLink={() => setDialog({ kind: 'link' })} />
      </div>
      <TicketDialogs ticket={ticket} dialog={dialog} onClose={() => setDialog(undefined)} />
      {openFile !== undefined && (
        <OpenViewer ticket={ticket} openId={openFile} onOpen={setOpenFile} onClose={() => setOpenFile(undefined)} />
      )}
    </>
  )
}

/** The viewer leads through all images and PDF of the conversation. */
function OpenViewer({
  ticket,
  ...viewer
}: {
  ticket: DeskTicket
  openId: number
  onOpen: (attachmentId: number) => void
  onClose: () => void
}) {
  const { data: messages = [] } = useQuery(conversationQuery(ticket.ticketId))
  const files = messages.flatMap(({ attachments }) => attachments).filter(viewOf)
  return (
    <Suspense>
      <Viewer files={files} {...viewer} />
    </Suspense>
  )
}
