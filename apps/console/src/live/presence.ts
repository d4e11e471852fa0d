import type { TicketPresence } from '@kinconecta/support-client'
import { useCallback, useSyncExternalStore } from 'react'
import { currentSession } from '../session/session.ts'
import { onTabMessage, publish } from './event-channel.ts'

type Agents = TicketPresence['agents']

const NOBODY: Agents = []
let known = new Map<number, Agents>()
const listeners = new Set<() => void>()

/** Follows who is on which ticket. The tab that reads the stream tells the others. */
export function followPresence(readsStream: () => boolean): void {
  onTabMessage((message) => {
    if (message.kind === 'who' && readsStream()) tell(all(), true)
    if (message.kind !== 'presence') return
    const changed = message.isAll ? new Map<number, Agents>() : new Map(known)
    for (const { ticketId, agents } of message.presences) {
      if (agents.length > 0) changed.set(ticketId, agents)
      else changed.delete(ticketId)
    }
    known = changed
    for (const listener of listeners) listener()
  })
  publish({ kind: 'who' })
}

export function tell(presences: readonly TicketPresence[], isAll: boolean): void {
  publish({ kind: 'presence', presences, isAll })
}

/** The agents on a ticket, without the user. */
export function usePresence(ticketId: number): Agents {
  const read = useCallback(() => known.get(ticketId) ?? NOBODY, [ticketId])
  const own = currentSession()?.session.caller?.agentId
  return useSyncExternalStore(subscribe, read).filter(({ agentId }) => agentId !== own)
}

function all(): TicketPresence[] {
  return [...known].map(([ticketId, agents]) => ({ ticketId, agents }))
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
