import type { SupportEvent, TicketPresence } from '@kinconecta/support-contracts'
import { createParser } from 'eventsource-parser'
import { AbortError, ConnectionError, TimeoutError } from './errors.ts'
import { type Request, readResponse, unexpectedAnswer } from './exchange.ts'
import { refuse } from './refusal.ts'

/** What a connection brings: an event, a position from which to go on, or who is on a ticket. */
export type Received = { position: number; event?: SupportEvent } | { presence: TicketPresence }

// The service sends a comment every 15 seconds.
const SILENT_MS = 45_000
// Events are short; what is longer is not the service's.
const MAX_EVENT_CHARACTERS = 1024 * 1024
const MEDIA_TYPE = 'text/event-stream'

/** Reads one connection to its end. Rejects if it cannot be opened, breaks, or is silent for 45 seconds. */
export async function* receive(
  request: Request,
  url: string,
  headers: Record<string, string>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Received> {
  const ending = new AbortController()
  const abort = () => ending.abort(new AbortError('The stream was aborted'))
  signal?.addEventListener('abort', abort, { once: true })
  if (signal?.aborted) abort()
  let timer: ReturnType<typeof setTimeout> | undefined
  const inTime = <Result>(work: Promise<Result>): Promise<Result> => {
    clearTimeout(timer)
    timer = setTimeout(() => ending.abort(new TimeoutError(`Nothing arrived within ${SILENT_MS} ms`)), SILENT_MS)
    return work.finally(() => clearTimeout(timer))
  }
  try {
    ending.signal.throwIfAborted()
    const init = { headers: { ...headers, accept: MEDIA_TYPE }, signal: ending.signal }
    const response = await inTime(request(url, init))
    if (!response.ok) await refuse(await readResponse(response, ending.signal), 'events.stream')
    if (!response.headers.get('content-type')?.startsWith(MEDIA_TYPE) || !response.body) {
      throw unexpectedAnswer(response, 'The answer is not a stream of events')
    }
    yield* messages(response.body, inTime)
  } catch (error) {
    throw ending.signal.aborted ? ending.signal.reason : error
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
    ending.abort(new AbortError('The stream is no longer read'))
  }
}

/** Reads on when what came before was taken. */
async function* messages(
  body: ReadableStream<Uint8Array>,
  inTime: <Result>(work: Promise<Result>) => Promise<Result>,
): AsyncGenerator<Received> {
  const received: Received[] = []
  const parser = createParser({
    maxBufferSize: MAX_EVENT_CHARACTERS,
    onId: (id) => void received.push({ position: Number(id) }),
    onEvent: ({ event, data }) => {
      if (event === 'presence') received.push({ presence: JSON.parse(data) as TicketPresence })
      else Object.assign(received.at(-1) ?? {}, { event: JSON.parse(data) as SupportEvent })
    },
  })
  const decoder = new TextDecoder()
  const reader = body.getReader()
  for (;;) {
    const { done, value } = await inTime(reader.read()).catch((cause: unknown) => {
      throw new ConnectionError('The stream broke off', { cause })
    })
    if (done) return
    parser.feed(decoder.decode(value, { stream: true }))
    yield* received.splice(0)
  }
}
