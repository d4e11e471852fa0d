import type { SupportEvent, TicketPresence } from '@kinconecta/support-client'

/** What a tab learns about changes. */
export type LiveMessage =
  | { kind: 'event'; event: SupportEvent }
  /** Events were missed: what is shown may be old. */
  | { kind: 'missed' }

/** What tabs tell each other. */
type TabMessage =
  | LiveMessage
  /** Who is on these tickets now. `isAll`: nobody is on any other one. */
  | { kind: 'presence'; presences: readonly TicketPresence[]; isAll: boolean }
  /** A new tab asks who is on which ticket. */
  | { kind: 'who' }

type Listener = (message: TabMessage) => void

const channel = new BroadcastChannel('kin-events')
const listeners = new Set<Listener>()
let lastPosition: number | undefined

channel.addEventListener('message', ({ data }: MessageEvent<TabMessage>) => deliver(data))

/** Gives a message to this tab and to all others. */
export function publish(message: TabMessage): void {
  deliver(message)
  channel.postMessage(message)
}

/** The position of the last event that this tab has seen. */
export function lastSeenPosition(): number | undefined {
  return lastPosition
}

export function onLiveMessage(listener: (message: LiveMessage) => void): () => void {
  return onTabMessage((message) => {
    if (message.kind === 'event' || message.kind === 'missed') listener(message)
  })
}

export function onTabMessage(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Two tabs may publish the same event while one takes over from the other. */
function deliver(message: TabMessage): void {
  if (message.kind === 'event') {
    const { position } = message.event
    if (lastPosition !== undefined && position <= lastPosition) return
    lastPosition = position
  }
  if (message.kind === 'missed') lastPosition = undefined // the log may have begun anew
  for (const listener of listeners) listener(message)
}
