import type { StreamItem, SupportEvent } from '@kinconecta/support-contracts'
import type { FollowedPresence } from './presence-source.ts'

/** Adds changes of presence to a stream of events. An event that is ready comes first. */
export async function* withPresence(
  events: AsyncGenerator<SupportEvent>,
  presence: FollowedPresence,
  ending: AbortController,
): AsyncGenerator<StreamItem> {
  try {
    let next = events.next()
    for (;;) {
      const result = await Promise.race([next, presence.changed()])
      if (result) {
        if (result.done) return
        next = events.next()
        yield result.value
      } else {
        for (const { ticketId, agents } of presence.take()) yield { type: 'presence', ticketId, agents }
      }
    }
  } finally {
    presence.close()
    ending.abort() // ends the events too
  }
}
