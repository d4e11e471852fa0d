import { isSupportApiError } from '@kinconecta/support-client'
import { onConnection, wasConnected } from '../app/connection.ts'
import { onStreamOpened, support } from '../app/support.ts'
import { currentSession, signedInAgain } from '../session/session.ts'
import { lastSeenPosition, publish } from './event-channel.ts'

const RETRY_MS = 10_000
const LOOK_AGAIN_MS = 60_000

/**
 * Follows the events of the service, with one stream for all tabs: the tab that has the lock reads it and gives the
 * events to the others. When this tab is closed, the next one goes on after the last event that it has seen.
 */
export async function followEvents(): Promise<void> {
  await navigator.locks.request('kin-events', async () => {
    for (;;) await readStream().catch(waitAfterFailure)
  })
}

async function readStream(): Promise<void> {
  const after = lastSeenPosition()
  for await (const event of support.events.stream({ ...(after !== undefined && { after }) })) {
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
    if (lastSeenPosition() === undefined) publish({ kind: 'missed' })
  })
  let isLost = false
  onConnection(() => {
    if (wasConnected() && isLost) publish({ kind: 'missed' })
    isLost = !wasConnected()
  })
}
