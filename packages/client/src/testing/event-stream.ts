import {
  EventStreamQuery,
  type Problem,
  publicError,
  type SupportEvent,
  SupportError,
} from '@kinconecta/support-contracts'
import type { Contents } from './services.ts'

/** Whether this request opens a stream, which the client does over REST. */
export function isStream({ method, url }: Request): boolean {
  return method === 'GET' && new URL(url).pathname.endsWith('/api/events/stream')
}

/** The answer to it, as the service gives it. It ends when the request is aborted or its body is cancelled. */
export function answerStream(
  request: Request,
  { log, presences }: Pick<Contents, 'log' | 'presences'>,
  headers: Headers,
  refuse: () => void,
): Response {
  const leaving = new AbortController()
  const signal = AbortSignal.any([request.signal, leaving.signal])
  try {
    refuse()
    const query = queryOf(request)
    const events = log.stream(query, signal)
    const start = query.lastEventId ?? query.after ?? log.all().length
    headers.set('content-type', 'text/event-stream')
    const followPresence = (send: (text: string) => void) => {
      if (query.presence) presences.follow((each) => send(`event: presence\ndata: ${JSON.stringify(each)}\n\n`), signal)
    }
    return new Response(
      bodyOf(events, `id: ${start}\n\n`, followPresence, () => leaving.abort()),
      { headers },
    )
  } catch (error) {
    const { code, status, detail } = publicError(
      error instanceof SupportError ? error : new SupportError('INVALID_INPUT'),
    )
    const requestId = headers.get('x-request-id')!
    const body: Partial<Problem> = { status, code, detail, requestId }
    return Response.json(body, { status, headers })
  }
}

function queryOf({ url, headers }: Request): EventStreamQuery {
  const { searchParams } = new URL(url)
  const numberOf = (name: string) => (searchParams.has(name) ? Number(searchParams.get(name)) : undefined)
  return EventStreamQuery.parse({
    after: numberOf('after'),
    ticketId: numberOf('ticketId'),
    types: searchParams.has('types') ? searchParams.getAll('types') : undefined,
    lastEventId: headers.get('last-event-id') ?? undefined,
    presence: searchParams.get('presence') === 'true' || undefined,
  })
}

/** Reads an event when the one before was taken. Changes of presence are sent at once. */
function bodyOf(
  events: AsyncIterable<SupportEvent>,
  start: string,
  followPresence: (send: (text: string) => void) => void,
  leave: () => void,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  const iterator = events[Symbol.asyncIterator]()
  return new ReadableStream({
    start: (controller) => {
      controller.enqueue(encoder.encode(start))
      followPresence((text) => controller.enqueue(encoder.encode(text)))
    },
    async pull(controller) {
      const { done, value } = await iterator.next()
      if (done) return controller.close()
      const text = `id: ${value.position}\nevent: ${value.type}\ndata: ${JSON.stringify(value)}\n\n`
      controller.enqueue(encoder.encode(text))
    },
    cancel: leave,
  })
}
