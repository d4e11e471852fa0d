import type { SupportRouter } from '@kinconecta/support-contracts'
import { createTRPCClient, httpBatchLink, httpLink, type Operation, splitLink, type TRPCClient } from '@trpc/client'
import { Attachments } from './attachments.ts'
import { Desk } from './desk/desk.ts'
import { attemptsLink, callStateOf } from './attempts.ts'
import { eventStream, presenceStream } from './event-stream.ts'
import { Events } from './events.ts'
import { exchange } from './exchange.ts'
import type { SupportClientOptions } from './options.ts'
import { Messages } from './messages.ts'
import { Satisfaction } from './satisfaction.ts'
import { Tickets } from './tickets.ts'
import { uploader } from './uploads.ts'
import { ApiKeys } from './api-keys.ts'
import { Webhooks } from './webhooks.ts'

/** The operations of the contract, by resource. */
export interface SupportClient {
  readonly tickets: Tickets
  readonly messages: Messages
  readonly satisfaction: Satisfaction
  readonly attachments: Attachments
  readonly events: Events
  /** What only staff and API keys of the desk can do. */
  readonly desk: Desk
  readonly webhooks: Webhooks
  readonly apiKeys: ApiKeys
  /** The underlying typed tRPC client. It retries like this client, and rejects with `TRPCClientError`. */
  readonly trpc: TRPCClient<SupportRouter>
  /** Returns the address of the service, without the token. */
  toJSON(): { url: string }
}

// The service accepts at most 10 calls in a batch.
const MAX_BATCH_SIZE = 10
// Proxies commonly accept a request line of 8 KiB, which also contains the method and the protocol.
const MAX_URL_LENGTH = 8_000

/**
 * Creates a client of the service.
 *
 * Reads started in the same tick are sent as one request. Each change is sent in its own request, with an
 * `Idempotency-Key` that is the same for all its retries. After a network error, a timeout or a status of 408, 429,
 * 500, 502, 503 or 504, a call is retried, twice by default (`maxRetries`).
 *
 * Calls reject with a `SupportError`: a `SupportApiError` if the service refused the call, a `ConnectionError` or
 * `TimeoutError` if no complete response arrived, an `AbortError` if the signal aborted the call. Throws a TypeError if
 * `url` is not an http or https address or a path, or contains a user name or password.
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
        condition: (op) => isUnbatched(op) || isLong(url, op),
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
    messages: new Messages(trpc.messages),
    satisfaction: new Satisfaction(trpc.satisfaction),
    attachments: new Attachments(trpc.attachments, upload),
    events: new Events(trpc.events, eventStream(url, options)),
    desk: new Desk(trpc.desk, presenceStream(url, options), upload),
    webhooks: new Webhooks(trpc.webhooks),
    apiKeys: new ApiKeys(trpc.apiKeys),
    trpc,
    toJSON: () => ({ url }),
  }
}

function isUnbatched(op: Operation): boolean {
  const state = callStateOf(op)
  return op.type !== 'query' || state.isUnbatched || state.options.headers !== undefined
}

/**
 * Whether a query is too long for a batch. It is sent unbatched, so that a proxy that refuses it refuses only this
 * call.
 */
function isLong(url: string, { path, input }: Operation): boolean {
  const inputs = encodeURIComponent(JSON.stringify({ 0: input }))
  return `${url}/trpc/${path}?batch=1&input=${inputs}`.length > MAX_URL_LENGTH
}

function headersOfCall(op: Operation): Record<string, string> {
  const { options, idempotencyKey } = callStateOf(op)
  return {
    ...options.headers,
    ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
    ...(options.dryRun && { 'dry-run': 'true' }),
  }
}

/** Removes slashes at the end. Refuses a user name or password, which would appear in logs. */
function baseOf(url: string): string {
  const isPath = /^\/(?!\/)/.test(url)
  const { protocol, username, password } = new URL(url, isPath ? 'http://localhost' : undefined)
  if (!/^https?:$/.test(protocol)) throw new TypeError('url must be an http or https address')
  if (username || password) throw new TypeError('url must not contain a user name or password; use token')
  return url.replace(/\/+$/, '')
}
