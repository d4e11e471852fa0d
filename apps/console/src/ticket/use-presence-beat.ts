import { useCallback, useEffect, useRef } from 'react'
import { support } from '../app/support.ts'
import { ownAgentId } from '../people/people.ts'

const BEAT_MS = 10_000
const TYPING_MS = 8_000

/** Tells the others that the user is here, or types. Returns what is to be called when the user types. */
export function usePresenceBeat(ticketId: number): () => void {
  const typedAt = useRef(-Infinity)
  const beat = useCallback(async () => {
    if (ownAgentId() === undefined) return
    const isTyping = performance.now() - typedAt.current < TYPING_MS
    const state = isTyping ? 'typing' : 'viewing'
    await support.desk.presence.beat({ ticketId, state }, { maxRetries: 0 }).catch(() => {}) // the next one follows
  }, [ticketId])
  useEffect(() => {
    const whileVisible = () => document.visibilityState === 'visible' && void beat()
    whileVisible()
    const timer = setInterval(whileVisible, BEAT_MS)
    const leave = () => {
      if (ownAgentId() === undefined) return
      support.desk.presence.beat({ ticketId, state: 'gone' }, { maxRetries: 0 }).catch(() => {}) // it ends by itself
    }
    addEventListener('pagehide', leave)
    return () => {
      clearInterval(timer)
      removeEventListener('pagehide', leave)
      leave()
    }
  }, [ticketId, beat])
  return useCallback(() => {
    const isNew = performance.now() - typedAt.current >= TYPING_MS
    typedAt.current = performance.now()
    if (isNew) void beat()
  }, [beat])
}
