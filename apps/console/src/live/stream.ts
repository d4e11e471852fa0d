import { isSupportApiError } from '@kinconecta/support-client'
import { onConnection, wasConnected } from '../app/connection.ts'
import { onStreamOpened, support } from '../app/support.ts'
import { currentSession, signedInAgain } from '../session/session.ts'
import { lastSeenPosition, publish } from './event-channel.ts'
import { tell } from './presence.ts'

const RETRY_MS = 10_000
const LOOK_AGAIN_MS = 60_000

let isReading = false

/** Whether this tab is the one that reads the stream for all. */
export function readsStream(): boolean {
  return isReading
}

/**
 * Follows the events of the service and who is on which ticket, with one stream for all tabs: the tab that has the lock
 * reads it and tells the others. When this tab is closed, the next one goes on after the last event that it has seen.
 */
export async function followEvents(): Promise<void> {
  await navigator.locks.request('kin-events', async () => {
    isReading = true
    for (;;) await readStream().catch(waitAfterFailure)
  })
}

async function readStream(): Promise<void> {
  const after = lastSeenPosition()
  const from = after === undefined ? {} : { after }
  for await (const event of support.events.stream({ ...from, onPresence: (presence) => tell([presence], false) })) {
    publish({ kind: 'event', event })
  }
}

/** The stream itself connects again after failures that pass. */
async function waitAfterFailure(error: unknown): Promise<void> {
  const { status, code } = isSupportApiError(error) ? error : {}
  if (status === 401 && currentSession()?.session.caller) return signedInAgain()
  const mayFollow = status !== 403 // an API key needs the scope for it; without it, the pages look from time to time
  await new Promise((resolve) => setTimeout(resolve, mayFollow ? RETRY_MS : LOOK_AGAIN_MS))
  if (!mayFollow || code === 'EVENTS_TRIMMED' || code === 'INVALID_INPUT') publish({ kind: 'missed' })
}

/** What was read before the stream began, or while there was no connection, may be old. */
export function announceMissedEvents(): void {
  onStreamOpened(() => {
    tell([], true) // the stream begins with everyone who is on a ticket
    if (lastSeenPosition() === undefined) publish({ kind: 'missed' })
  })
  let isLost = false
  onConnection(() => {
    if (wasConnected() && isLost) publish({ kind: 'missed' })
    isLost = !wasConnected()
  })
}
