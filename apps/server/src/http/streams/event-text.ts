import { operationAt, type PresenceChange, type SupportEvent } from '@kinconecta/support-contracts'
import { serializersOf } from '../../operations/serialize.ts'

/** What the procedure yields: an event with its position, or a change of presence. */
export type StreamedItem = readonly [string, SupportEvent, ...unknown[]] | PresenceChange

const { items } = serializersOf(operationAt('events.list'))
const { output: presenceText } = serializersOf(operationAt('desk.presence.beat'))

/** Streams at the end of the log share their events, and so their text. */
const texts = new WeakMap<SupportEvent, string>()

/**
 * Events as Server-Sent Events: the time to wait before reconnecting, the position to resume from, each event with its
 * position as id, and a comment every `heartbeatMs`, so that proxies keep the connection. The first comment comes at
 * once: a client behind a proxy then knows that the stream is open.
 */
export async function* eventText(
  stream: AsyncIterable<StreamedItem>,
  position: number,
  heartbeatMs: number,
): AsyncGenerator<string> {
  const events = stream[Symbol.asyncIterator]()
  try {
    yield `retry: 2000\nid: ${position}\n\n: open\n\n`
    for (let next = events.next(); ;) {
      const result = await within(heartbeatMs, next)
      if (result?.done) return
      yield result ? textOf(result.value) : ': open\n\n'
      if (result) next = events.next()
    }
  } catch (error) {
    if ((error as Error).name !== 'AbortError') throw error
  } finally {
    events.return?.().catch(() => {}) // not awaited: it waits for the event that is being read
  }
}

function textOf(item: StreamedItem): string {
  return 'type' in item ? textOfPresence(item) : textOfEvent(item[1])
}

/** Without an id: a client does not resume from it. */
function textOfPresence({ ticketId, agents }: PresenceChange): string {
  return `event: presence\ndata: ${presenceText({ ticketId, agents })}\n\n`
}

function textOfEvent(event: SupportEvent): string {
  const known = texts.get(event)
  if (known) return known
  const text = `id: ${event.position}\nevent: ${event.type}\ndata: ${items([event])}\n\n`
  texts.set(event, text)
  return text
}

/** Undefined if there is no result in time. */
async function within<Result>(ms: number, promise: Promise<Result>): Promise<Result | undefined> {
  const late = Promise.withResolvers<undefined>()
  const timer = setTimeout(() => late.resolve(undefined), ms)
  try {
    return await Promise.race([promise, late.promise])
  } finally {
    clearTimeout(timer)
  }
}
