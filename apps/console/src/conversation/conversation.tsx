import type { DeskMessage } from '@kinconecta/support-client'
import { useQuery } from '@tanstack/react-query'
import { useLayoutEffect, useRef, useState } from 'react'
import { useText } from '../text/text.ts'
import { Button } from '../ui/button.tsx'
import { Failure } from '../ui/failure.tsx'
import { conversationQuery } from './conversation-cache.ts'
import styles from './conversation.module.css'
import { MessageItem } from './message-item.tsx'

const SHOWN_AT_FIRST = 50
const NEAR_END_PX = 120

/** The messages of a ticket, the newest at the end. */
export function Conversation({
  ticketId,
  onOpenFile,
}: {
  ticketId: number
  onOpenFile: (attachmentId: number) => void
}) {
  const text = useText()
  const { data: messages, error, refetch } = useQuery(conversationQuery(ticketId))
  const [isAll, setAll] = useState(false)
  const scroller = useStaysAtEnd(messages)
  if (error && !messages) return <Failure error={error} onRetry={() => void refetch()} />
  if (!messages) return <p role="status">{text.loading}</p>
  const hidden = isAll ? 0 : Math.max(messages.length - SHOWN_AT_FIRST, 0)
  return (
    <section className={styles['scroller']} ref={scroller} aria-label={text.conversation.title} tabIndex={0}>
      {hidden > 0 && (
        <Button kind="quiet" onClick={() => setAll(true)}>
          {text.conversation.earlier(hidden)}
        </Button>
      )}
      <ol className={styles['messages']}>
        {messages.slice(hidden).map((message) => (
          <MessageItem key={message.messageId} message={message} onOpenFile={onOpenFile} />
        ))}
      </ol>
    </section>
  )
}

/** Stays at the end while the user is there, whatever grows or shrinks; goes there for a reply of the user. */
function useStaysAtEnd(messages: readonly DeskMessage[] | undefined) {
  const scroller = useRef<HTMLElement>(null)
  const isAtEnd = useRef(true)
  const last = messages?.at(-1)
  const ownReply = last?.sendAt == null ? undefined : last.messageId
  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    const goToEnd = () => {
      if (isAtEnd.current) element.scrollTop = element.scrollHeight
    }
    const note = () => {
      isAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END_PX
    }
    if (ownReply !== undefined) isAtEnd.current = true
    const observer = new ResizeObserver(goToEnd)
    for (const observed of [element, ...element.children]) observer.observe(observed)
    element.addEventListener('scroll', note, { passive: true })
    goToEnd()
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', note)
    }
  }, [last?.messageId, ownReply])
  return scroller
}
