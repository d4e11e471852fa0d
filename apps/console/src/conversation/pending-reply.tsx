import type { DeskMessage } from '@kinconecta/support-client'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useCommand } from '../commands/run.ts'
import { useDraft } from '../drafts/use-draft.ts'
import { useTicketText } from '../text/ticket/ticket-text.ts'
import { parseTimestamp } from '../time/timestamp.ts'
import { CommandButton } from '../ui/command-button.tsx'
import { conversationQuery } from './conversation-cache.ts'
import styles from './conversation.module.css'

const MAX_SECONDS = 60
const READ_AGAIN_MS = 2_000

/** A reply that waits to be sent, and how long it can be taken back. */
export function PendingReply({ message, sendAt }: { message: DeskMessage; sendAt: string }) {
  const text = useTicketText()
  const { ticketId: id, messageId, body, attachments } = message
  const client = useQueryClient()
  const seconds = useSecondsUntil(
    sendAt,
    () => void client.invalidateQueries({ queryKey: conversationQuery(id).queryKey }),
  )
  const { state, tell } = useDraft(id, 'reply')
  const isBusy = state.recalling.some((recall) => recall.messageId === messageId)
  const undo = () => {
    const files = attachments.map(({ attachmentId, fileName }) => ({ attachmentId, fileName }))
    tell({ type: 'recallRequested', message: { messageId, body, files } })
  }
  useCommand('reply.undo', undo, !isBusy)
  return (
    <div className={styles['countdown']}>
      <span role="timer">{isBusy ? text.conversation.undoing : text.conversation.sentIn(seconds)}</span>
      <CommandButton command="reply.undo">{text.conversation.undo}</CommandButton>
    </div>
  )
}

/** Counts down. The clock of this device may differ from that of the service, so that the end is asked for. */
function useSecondsUntil(timestamp: string, onEnd: () => void): number {
  const secondsLeft = () => Math.ceil((parseTimestamp(timestamp).getTime() - Date.now()) / 1000)
  const [seconds, setSeconds] = useState(secondsLeft)
  useEffect(() => {
    const timer = setInterval(() => setSeconds(secondsLeft), 500)
    return () => clearInterval(timer)
  })
  const isOver = seconds <= 0
  useEffect(() => {
    if (!isOver) return
    const timer = setInterval(onEnd, READ_AGAIN_MS)
    return () => clearInterval(timer)
  })
  return Math.min(Math.max(seconds, 0), MAX_SECONDS)
}
