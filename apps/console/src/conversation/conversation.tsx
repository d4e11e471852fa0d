import type { DeskMessage } from '@kinconecta/support-client'
import { useQuery } from '@tanstack/react-query'
import { useLayoutEffect, useRef, useState } from 'react'
import { useCommand } from '../commands/run.ts'
import { useTicketText } from '../text/ticket/ticket-text.ts'
import { useNow } from '../time/time.tsx'
import { Button } from '../ui/button.tsx'
import { Failure } from '../ui/failure.tsx'
import { scrollArea } from '../ui/scroll-area.ts'
import { conversationQuery } from './conversation-cache.ts'
import styles from './conversation.module.css'
import { canEdit, canSplit, type MessageAction } from './message-actions.ts'
import { MessageItem } from './message-item.tsx'

const SHOWN_AT_FIRST = 50
const NEAR_END_PX = 120

interface MessageHandlers {
  onOpenFile: (attachmentId: number) => void
  onAction: (action: MessageAction, message: DeskMessage) => void
}

/** The messages of a ticket, the newest at the end. */
export function Conversation({ ticketId, ...handlers }: MessageHandlers & { ticketId: number }) {
  const text = useTicketText()
  const { data: messages, error, refetch } = useQuery(conversationQuery(ticketId))
  if (messages) return <Messages messages={messages} {...handlers} />
  return error ? <Failure error={error} onRetry={() => void refetch()} /> : <p role="status">{text.loading}</p>
}

function Messages({ messages, onOpenFile, onAction }: MessageHandlers & { messages: readonly DeskMessage[] }) {
  const text = useTicketText()
  const [isAll, setAll] = useState(false)
  const last = messages.at(-1)
  const scroller = useStaysAtEnd(last?.sendAt == null ? undefined : last.messageId)
  useMessageCommands(messages, onAction)
  const hidden = isAll ? 0 : Math.max(messages.length - SHOWN_AT_FIRST, 0)
  return (
    <section className={styles['scroller']} ref={scroller} aria-label={text.conversation.title} {...scrollArea}>
      {hidden > 0 && (
        <Button kind="quiet" onClick={() => setAll(true)}>
          {text.conversation.earlier(hidden)}
        </Button>
      )}
      <ol className={styles['messages']}>
        {messages.slice(hidden).map((message) => (
          <MessageItem
            key={message.messageId}
            message={message}
            onOpenFile={onOpenFile}
            onAction={(action) => onAction(action, message)}
          />
        ))}
      </ol>
    </section>
  )
}

/** The commands for the messages that are meant most often: the last own one, and the last one of the requester. */
function useMessageCommands(messages: readonly DeskMessage[], onAction: MessageHandlers['onAction']): void {
  const now = useNow()
  const own = messages.findLast((message) => canEdit(message, now))
  const asked = messages.findLast(canSplit)
  useCommand('message.edit', () => own && onAction('edit', own), own !== undefined)
  useCommand('message.split', () => asked && onAction('split', asked), asked !== undefined)
}

/** Stays at the end while the user is there, whatever grows or shrinks; goes there for a reply of the user. */
function useStaysAtEnd(ownReplyId: number | undefined) {
  const scroller = useRef<HTMLElement>(null)
  const isAtEnd = useRef(true)
  useLayoutEffect(() => {
    const element = scroller.current!
    const goToEnd = () => {
      if (isAtEnd.current) element.scrollTop = element.scrollHeight
    }
    const note = () => {
      isAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END_PX
    }
    if (ownReplyId !== undefined) isAtEnd.current = true
    const observer = new ResizeObserver(goToEnd)
    for (const observed of [element, ...element.children]) observer.observe(observed)
    element.addEventListener('scroll', note, { passive: true })
    goToEnd()
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', note)
    }
  }, [ownReplyId])
  return scroller
}
