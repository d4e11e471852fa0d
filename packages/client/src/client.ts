import type { SupportRouter } from '@kinconecta/support-contracts'
import { createTRPCClient, httpBatchLink, httpLink, splitLink, type TRPCClient } from '@trpc/client'

/** How to reach the service. */
export interface SupportClientOptions {
  /** Where the service is, like `http://localhost:8080`. */
  url: string
  /** Sends the requests; the platform's `fetch` unless given. */
  fetch?: typeof globalThis.fetch
  /** Headers of every request. */
  headers?: Record<string, string>
}

/** The operations of the contract, by resource. */
export interface SupportClient {
  tickets: Resource<'tickets'>
  attachments: Resource<'attachments'>
  /** The typed tRPC client underneath, for anything else. */
  trpc: TRPCClient<SupportRouter>
}

type Resource<Name extends 'tickets' | 'attachments'> = {
  [Verb in keyof TRPCClient<SupportRouter>[Name]]: TRPCClient<SupportRouter>[Name][Verb] extends
    | { query: infer Call }
    | { mutate: infer Call }
    ? Call
    : never
}

// Ten is the server's bound on a batch.
const MAX_BATCH_SIZE = 10

/**
 * A client of the service.
 * Reads asked for in one tick travel as one request; each change travels alone. A call rejects with a
 * `TRPCClientError` whose `data.code` is one of the contract's error codes.
 * @example
 * const support = createSupportClient({ url: 'http://localhost:8080' })
 * const ticket = await support.tickets.get({ id: 1523 })
 */
export function createSupportClient({ url, fetch, headers }: SupportClientOptions): SupportClient {
  const options = { url: `${url.replace(/\/+$/, '')}/trpc`, fetch, headers }
  const trpc = createTRPCClient<SupportRouter>({
    links: [
      splitLink({
        condition: ({ type }) => type === 'query',
        true: httpBatchLink({ ...options, maxItems: MAX_BATCH_SIZE }),
        false: httpLink(options),
      }),
    ],
  })
  return {
    trpc,
    tickets: {
      create: trpc.tickets.create.mutate,
      get: trpc.tickets.get.query,
      list: trpc.tickets.list.query,
      update: trpc.tickets.update.mutate,
      delete: trpc.tickets.delete.mutate,
    },
    attachments: {
      create: trpc.attachments.create.mutate,
      get: trpc.attachments.get.query,
      list: trpc.attachments.list.query,
      update: trpc.attachments.update.mutate,
      delete: trpc.attachments.delete.mutate,
    },
  }
}
