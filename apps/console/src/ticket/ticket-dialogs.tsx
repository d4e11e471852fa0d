import type { DeskMessage, DeskTicket } from '@kinconecta/support-client'
import { lazy, Suspense } from 'react'
import type { MessageAction } from '../conversation/message-actions.ts'

const MergeDialog = lazy(() => import('../merging/merge-dialog.tsx'))
const LinkDialog = lazy(() => import('../merging/link-dialog.tsx'))
const SplitDialog = lazy(() => import('../merging/split-dialog.tsx'))
const EditDialog = lazy(() => import('../conversation/edit-dialog.tsx'))
const VersionsDialog = lazy(() => import('../conversation/versions-dialog.tsx'))

/** A dialog about other tickets, or about a message. It stays open if the message moves to another ticket. */
export type TicketDialog = { kind: 'merge' | 'link' } | { kind: MessageAction; message: DeskMessage }

export function TicketDialogs({
  ticket,
  dialog,
  onClose,
}: {
  ticket: DeskTicket
  dialog: TicketDialog | undefined
  onClose: () => void
}) {
  return <Suspense>{dialog && <OpenDialog ticket={ticket} dialog={dialog} onClose={onClose} />}</Suspense>
}

function OpenDialog({ ticket, dialog, onClose }: { ticket: DeskTicket; dialog: TicketDialog; onClose: () => void }) {
  const { ticketId } = ticket
  switch (dialog.kind) {
    case 'merge':
      return <MergeDialog ticket={ticket} onClose={onClose} />
    case 'link':
      return <LinkDialog ticket={ticket} onClose={onClose} />
    case 'split':
      return <SplitDialog ticket={ticket} message={dialog.message} onClose={onClose} />
    case 'edit':
      return <EditDialog ticketId={ticketId} message={dialog.message} onClose={onClose} />
    case 'versions':
      return <VersionsDialog ticketId={ticketId} message={dialog.message} onClose={onClose} />
  }
}
