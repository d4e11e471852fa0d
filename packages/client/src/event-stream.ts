import type { EventStreamQuery, SupportEvent, TicketPresence } from '@kinconecta/support-contracts'
import { isAbortError } from './errors.ts'
import { requester } from './exchange.ts'
import { failureOf } from './failures.ts'
import type { SupportClientOptions } from './options.ts'
import { retryDelayMs, wait } from './retry.ts'
import { type Received, receive } from './stream-connection.ts'

/** Which events to stream, and how. */
export interface EventStreamOptions extends Omit<EventStreamQuery, 'lastEventId' | 'presence'> {
  /** Ends the stream: the loop over it ends without an error. */
  signal?: AbortSignal | undefined
  /** Headers of each request. */
  headers?: Readonly<Record<string, string>> | undefined
  /**
   * Called with who is on which ticket: the changes of `support.desk.presence.stream()`, over the same connection. Only
   * for staff, and API keys with the scope `desk:read`.
   */
  onPresence?: ((presence: TicketPresence) => void) | undefined
}

/** Opens a stream of events. */
export type EventStream = (options: EventStreamOptions) => AsyncIterable<SupportEvent>

/** Opens a stream of changes of presence. */
export type PresenceStream = (options: Pick<EventStreamOptions, 'signal' | 'headers'>) => AsyncIterable<TicketPresence>

// After the server has ended a connection, clients come back at different times.
const RECONNECT_WITHIN_MS = 2_000

/** Streams travel over REST, because tRPC's own link needs an EventSource, which many platforms do not have. */
export function eventStream(url: string, defaults: SupportClientOptions): EventStream {
  return async function* stream({ signal, headers, onPresence, ...query }) {
    let position = query.after
    const presence = onPresence ? { presence: true } : {}
    const addressOf = () => `${url}/api/events/stream${queryOf({ ...query, ...presence, after: position })}`
    const presencesOf = presenceReader()
    for await (const received of connections(defaults, addressOf, headers, signal)) {
      for (const change of presencesOf(received)) onPresence?.(change)
      if (received === 'connected' || 'presence' in received) continue
      if (received.event && (position === undefined || received.position > position)) {
        position = received.position
        yield received.event
      }
      position ??= received.position
    }
  }
}

/** The stream of events also has who is on which ticket. */
export function presenceStream(url: string, defaults: SupportClientOptions): PresenceStream {
  // A stream has events too. These are rare.
  const address = `${url}/api/events/stream${queryOf({ presence: true, types: ['ticket.deleted'] })}`
  return async function* stream({ signal, headers }) {
    const presencesOf = presenceReader()
    for await (const received of connections(defaults, () => address, headers, signal)) yield* presencesOf(received)
  }
}

/**
 * Returns the changes of presence in what arrives. After a connection, a stream starts with all tickets on which anyone
 * is, so what was known before is taken back first.
 */
function presenceReader(): (received: Received | 'connected') => TicketPresence[] {
  let occupied = new Set<number>()
  return (received) => {
    if (received === 'connected') {
      const before = occupied
      occupied = new Set()
      return [...before].map((ticketId) => ({ ticketId, agents: [] }))
    }
    if (!('presence' in received)) return []
    const { ticketId, agents } = received.presence
    if (agents.length === 0) occupied.delete(ticketId)
    else occupied.add(ticketId)
    return [received.presence]
  }
}

/**
 * Yields what arrives, and `connected` at the start of each connection. It connects again after a failure that may
 * pass, and ends when `signal` aborts.
 */
async function* connections(
  defaults: SupportClientOptions,
  addressOf: () => string,
  headers: Readonly<Record<string, string>> | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<Received | 'connected'> {
  const request = requester(defaults)
  for (let attempt = 1; ;) {
    if (signal?.aborted) return
    let delayMs = Math.random() * RECONNECT_WITHIN_MS
    let isConnected = false
    try {
      for await (const received of receive(request, addressOf(), { ...defaults.headers, ...headers }, signal)) {
        attempt = 1
        if (!isConnected) yield 'connected'
        isConnected = true
        yield received
      }
    } catch (error) {
      const failure = failureOf(error, 'events.stream')
      if (signal?.aborted) return
      const retryMs = retryDelayMs(failure, attempt++)
      if (retryMs === undefined) throw failure
      delayMs = retryMs
    }
    await waitQuietly(delayMs, signal)
  }
}

async function waitQuietly(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await wait(ms, signal).catch((error: unknown) => {
    if (!isAbortError(error)) throw error
  })
}

function queryOf({ after, types = [], ticketId, presence }: EventStreamQuery): string {
  const pairs = [
    ...types.map((type) => ['types', type]),
    ['after', after],
    ['ticketId', ticketId],
    ['presence', presence],
  ]
  const sent = pairs.filter(([, value]) => value !== undefined).map(([name, value]) => [String(name), String(value)])
  return sent.length === 0 ? '' : `?${new URLSearchParams(sent).toString()}`
}
