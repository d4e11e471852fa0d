import { once } from 'node:events'
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
  type Server,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { WebhookMessage } from '@kinconecta/support-client'
import { afterAll, beforeAll } from 'vitest'

/** A message that arrived. */
export interface Received {
  path: string
  headers: IncomingHttpHeaders
  body: string
  event: WebhookMessage
}

/** What a receiver answers: a status, or anything else. */
export type Behaviour = (message: Received, response: Parameters<RequestListener>[1]) => number | void | Promise<number>

/** A receiver of webhooks on loopback. */
export interface WebhookReceiver {
  /** The URL of a path. */
  url(path?: string): string
  port: number
  messages: Received[]
  /** Decides the answers. 200 unless changed. */
  behave: Behaviour
  /** Resolves when `count` messages have arrived in total. */
  arrived(count: number, withinMs?: number): Promise<Received[]>
  close(): Promise<void>
}

const ARRIVES_WITHIN_MS = 20_000

/** Starts a receiver. */
export async function startReceiver(): Promise<WebhookReceiver> {
  const receiver = { messages: [], behave: () => 200 } as unknown as WebhookReceiver
  const server = createServer((request, response) => void receive(receiver, request, response))
  server.keepAliveTimeout = 60_000
  await listen(server)
  const { port } = server.address() as AddressInfo
  return Object.assign(receiver, {
    port,
    url: (path = '/hook') => `http://127.0.0.1:${port}${path}`,
    arrived: (count: number, withinMs?: number) => arrived(receiver, count, withinMs),
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  })
}

/** A receiver for the tests of one file. */
export function useReceiver(): WebhookReceiver {
  const receiver = {} as WebhookReceiver
  let close: () => Promise<void>
  beforeAll(async () => {
    const started = await startReceiver()
    close = () => started.close()
    Object.assign(receiver, started)
    receiver.arrived = (count, withinMs) => arrived(receiver, count, withinMs)
    started.behave = (message, response) => receiver.behave(message, response)
  })
  afterAll(() => close())
  return receiver
}

async function listen(server: Server): Promise<void> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
}

async function receive(receiver: WebhookReceiver, request: IncomingMessage, response: Parameters<RequestListener>[1]) {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  const message = { path: request.url!, headers: request.headers, body, event: JSON.parse(body) as WebhookMessage }
  receiver.messages.push(message)
  const status = await receiver.behave(message, response)
  if (typeof status === 'number') response.writeHead(status).end()
}

async function arrived(
  { messages }: WebhookReceiver,
  count: number,
  withinMs = ARRIVES_WITHIN_MS,
): Promise<Received[]> {
  const startedMs = performance.now()
  while (messages.length < count) {
    if (performance.now() - startedMs > withinMs)
      throw new Error(`Only ${messages.length} of ${count} messages arrived`)
    await sleep(10)
  }
  return messages
}
