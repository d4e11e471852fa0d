import type { DeskTicket } from '@kinconecta/support-client'
import { useEffect, useRef } from 'react'
import { support } from '../app/support.ts'
import { ownAgentId } from '../people/people.ts'

/** Marks the ticket as read when it is shown, and again after each message. */
export function useMarkRead({ ticketId: id, lastActivityAt }: DeskTicket): void {
  const marked = useRef('')
  useEffect(() => {
    if (ownAgentId() === undefined) return
    const mark = () => {
      if (document.visibilityState !== 'visible' || marked.current === lastActivityAt) return
      marked.current = lastActivityAt
      support.desk.tickets.markRead({ id }).catch(() => {}) // the next message, or the next visit, marks it
    }
    document.addEventListener('visibilitychange', mark)
    mark()
    return () => document.removeEventListener('visibilitychange', mark)
  }, [id, lastActivityAt])
}
