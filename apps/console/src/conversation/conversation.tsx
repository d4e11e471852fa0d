import type { DeskMessage } from '@kinconecta/support-client'
import { useQuery } from '@tanstack/react-query'
import { useLayoutEffect, useRef, useState } from 'react'
import { useText } from '../text/text.ts'
import { Button } from '../ui/button.tsx'
import { Failure } from '../ui/failure.tsx'
import { scrollArea } from '../ui/scroll-area.ts'
import { conversationQuery } from './conversation-cache.ts'
import styles from './conversation.module.css'
import { MessageItem } from './message-item.tsx'

const SHOWN_AT_FIRST = 50
const NEAR_END_PX = 120

type OpenFile = (attachmentId: number) => void

/** The messages of a ticket, the newest at the end. */
export function Conversation({ ticketId, onOpenFile }: { ticketId: number; onOpenFile: OpenFile }) {
  const text = useText()
  const { data: messages, error, refetch } = useQuery(conversationQuery(ticketId))
  if (messages) return <Messages messages={messages} onOpenFile={onOpenFile} />
  return error ? <Failure error={error} onRetry={() => void refetch()} /> : <p role="status">{text.loading}</p>
}

function Messages({ messages, onOpenFile }: { messages: readonly DeskMessage[]; onOpenFile: OpenFile }) {
  const text = useText()
  const [isAll, setAll] = useState(false)
  const last = messages.at(-1)
  const scroller = useStaysAtEnd(last?.sendAt == null ? undefined : last.messageId)
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
          <MessageItem key={message.messageId} message={message} onOpenFile={onOpenFile} />
        ))}
      </ol>
    </section>
  )
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
