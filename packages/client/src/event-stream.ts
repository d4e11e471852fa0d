import type { EventStreamQuery, SupportEvent } from '@kinconecta/support-contracts'
import { isAbortError } from './errors.ts'
import { requester } from './exchange.ts'
import { failureOf } from './failures.ts'
import type { SupportClientOptions } from './options.ts'
import { retryDelayMs, wait } from './retry.ts'
import { receive } from './stream-connection.ts'

/** Which events to stream, and how. */
export interface EventStreamOptions extends Omit<EventStreamQuery, 'lastEventId'> {
  /** Ends the stream: the loop over it ends without an error. */
  signal?: AbortSignal | undefined
  /** Headers of each request. */
  headers?: Readonly<Record<string, string>> | undefined
}

/** Opens a stream of events. */
export type EventStream = (options: EventStreamOptions) => AsyncIterable<SupportEvent>

// After the server has ended a connection, clients come back at different times.
const RECONNECT_WITHIN_MS = 2_000

/** Streams travel over REST, because tRPC's own link needs an EventSource, which many platforms do not have. */
export function eventStream(url: string, defaults: SupportClientOptions): EventStream {
  const request = requester(defaults)
  return async function* stream({ signal, headers, ...query }) {
    let position = query.after
    for (let attempt = 1; ;) {
      if (signal?.aborted) return
      let delayMs = Math.random() * RECONNECT_WITHIN_MS
      try {
        const address = `${url}/api/events/stream${queryOf({ ...query, after: position })}`
        for await (const received of receive(request, address, { ...defaults.headers, ...headers }, signal)) {
          attempt = 1
          if (received.event && (position === undefined || received.position > position)) {
            position = received.position
            yield received.event
          }
          position ??= received.position
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
}

async function waitQuietly(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await wait(ms, signal).catch((error: unknown) => {
    if (!isAbortError(error)) throw error
  })
}

function queryOf({ after, types = [], ticketId }: EventStreamQuery): string {
  const pairs = [...types.map((type) => ['types', type]), ['after', after], ['ticketId', ticketId]]
  const sent = pairs.filter(([, value]) => value !== undefined).map(([name, value]) => [String(name), String(value)])
  return sent.length === 0 ? '' : `?${new URLSearchParams(sent).toString()}`
}
