import type { StreamItem, SupportEvent } from '@kinconecta/support-contracts'
import type { OpenStream } from './open-stream.ts'
import type { FollowedPresence } from './presence-source.ts'

/** Adds changes of presence to a stream of events. An event that is ready comes first. */
export async function* withPresence(
  events: AsyncGenerator<SupportEvent>,
  presence: FollowedPresence,
  stream: OpenStream,
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
        await stream.checked()
        if (stream.signal.aborted) return
        for (const { ticketId, agents } of presence.take()) yield { type: 'presence', ticketId, agents }
      }
    }
  } finally {
    presence.close()
    stream.end() // ends the events too
  }
}
