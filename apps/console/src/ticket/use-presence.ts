import type { TicketPresence } from '@kinconecta/support-client'
import { useCallback, useEffect, useRef, useState } from 'react'
import { support } from '../app/support.ts'
import { ownAgentId } from '../people/people.ts'

const BEAT_MS = 5_000
const TYPING_MS = 8_000

type Agents = TicketPresence['agents']

/** Tells the others that the user is here, or types, and who else is. */
export function usePresence(ticketId: number) {
  const [others, setOthers] = useState<Agents>([])
  const typedAt = useRef(-Infinity)
  const beat = useCallback(async () => {
    if (ownAgentId() === undefined) return
    const isTyping = performance.now() - typedAt.current < TYPING_MS
    const state = isTyping ? 'typing' : 'viewing'
    const result = await support.desk.presence.beat({ ticketId, state }, { maxRetries: 0 }).result()
    if (result.ok) setOthers(result.data.agents.filter(({ agentId }) => agentId !== ownAgentId()))
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
  const onTyping = useCallback(() => {
    const isNew = performance.now() - typedAt.current >= TYPING_MS
    typedAt.current = performance.now()
    if (isNew) void beat()
  }, [beat])
  return { others, onTyping }
}
