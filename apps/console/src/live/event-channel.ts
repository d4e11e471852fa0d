import type { SupportEvent } from '@kinconecta/support-client'

/** What a tab learns about changes. */
export type LiveMessage =
  | { kind: 'event'; event: SupportEvent }
  /** Events were missed: what is shown may be old. */
  | { kind: 'missed' }

type Listener = (message: LiveMessage) => void

const channel = new BroadcastChannel('kin-events')
const listeners = new Set<Listener>()
let lastPosition: number | undefined

channel.addEventListener('message', ({ data }: MessageEvent<LiveMessage>) => deliver(data))

/** Gives a message to this tab and to all others. */
export function publish(message: LiveMessage): void {
  deliver(message)
  channel.postMessage(message)
}

/** The position of the last event that this tab has seen. */
export function lastSeenPosition(): number | undefined {
  return lastPosition
}

export function onLiveMessage(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Two tabs may publish the same event while one takes over from the other. */
function deliver(message: LiveMessage): void {
  if (message.kind === 'event') {
    const { position } = message.event
    if (lastPosition !== undefined && position <= lastPosition) return
    lastPosition = position
  }
  if (message.kind === 'missed') lastPosition = undefined // the log may have begun anew
  for (const listener of listeners) listener(message)
}
