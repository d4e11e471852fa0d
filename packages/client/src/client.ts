import type { SupportRouter } from '@kinconecta/support-contracts'
import { createTRPCClient, httpBatchLink, httpLink, type Operation, splitLink, type TRPCClient } from '@trpc/client'
import { Attachments } from './attachments.ts'
import { attemptsLink, callStateOf } from './attempts.ts'
import { eventStream } from './event-stream.ts'
import { Events } from './events.ts'
import { exchange } from './exchange.ts'
import type { SupportClientOptions } from './options.ts'
import { Tickets } from './tickets.ts'
import { uploader } from './uploads.ts'

/** The operations of the contract, by resource. */
export interface SupportClient {
  readonly tickets: Tickets
  readonly attachments: Attachments
  readonly events: Events
  /** The typed tRPC client underneath, for anything else. It retries as the client does, and rejects as tRPC does. */
  readonly trpc: TRPCClient<SupportRouter>
  /** Where the service is. */
  toJSON(): { url: string }
}

// The service's bound.
const MAX_BATCH_SIZE = 10
// Proxies commonly take a request line of 8 KiB, which has the method and the protocol in it too.
const MAX_URL_LENGTH = 8_000

/**
 * A client of the service.
 *
 * Reads asked for in one tick travel as one request; each change travels alone, with an `Idempotency-Key` that stays
 * the same over its retries. A call is tried again, twice unless `maxRetries` says otherwise, after a network error or
 * a status of 408, 429, 500, 502, 503 or 504. It rejects with a `SupportError`: a `SupportApiError` where the service
 * refused, a `ConnectionError` or `TimeoutError` where no whole answer came, an `AbortError` where its signal ended it.
 * @example
 * const support = createSupportClient({ url: 'https://support.kinconecta.com', token: () => session.token() })
 * const ticket = await support.tickets.get({ id: 1523 })
 */
export function createSupportClient(options: SupportClientOptions): SupportClient {
  const url = baseOf(options.url)
  const send = exchange(options)
  const http = { url: `${url}/trpc`, fetch: (to: unknown, init?: object) => send(String(to), init) }
  const headersOf = (op: Operation) => ({ ...options.headers, ...headersOfCall(op) })
  const trpc = createTRPCClient<SupportRouter>({
    links: [
      attemptsLink(options),
      splitLink({
        condition: (op) => travelsAlone(op) || isLong(url, op),
        true: httpLink({ ...http, headers: ({ op }) => headersOf(op) }),
        false: httpBatchLink({
          ...http,
          headers: { ...options.headers },
          maxItems: MAX_BATCH_SIZE,
          maxURLLength: MAX_URL_LENGTH,
        }),
      }),
    ],
  })
  const upload = uploader(url, options)
  return {
    tickets: new Tickets(trpc.tickets, upload),
    attachments: new Attachments(trpc.attachments, upload),
    events: new Events(trpc.events, eventStream(url, options)),
    trpc,
    toJSON: () => ({ url }),
  }
}

function travelsAlone(op: Operation): boolean {
  const { isAlone, options } = callStateOf(op)
  return op.type !== 'query' || isAlone || options.headers !== undefined
}

/** Whether a query fills a batch by itself. It travels alone, so that a proxy that refuses it refuses nothing else. */
function isLong(url: string, { path, input }: Operation): boolean {
  const inputs = encodeURIComponent(JSON.stringify({ 0: input }))
  return `${url}/trpc/${path}?batch=1&input=${inputs}`.length > MAX_URL_LENGTH
}

function headersOfCall(op: Operation): Record<string, string> {
  const { options, idempotencyKey } = callStateOf(op)
  return { ...options.headers, ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }) }
}

/** Without slashes at the end. A name or password in the address would end up in logs, so it is refused. */
function baseOf(url: string): string {
  const isPath = /^\/(?!\/)/.test(url)
  const { protocol, username, password } = new URL(url, isPath ? 'http://localhost' : undefined)
  if (!/^https?:$/.test(protocol)) throw new TypeError('url must be an http or https address')
  if (username || password) throw new TypeError('url must not hold a name or password; use token')
  return url.replace(/\/+$/, '')
}
