// Receivers that hang, reset, redirect, flood, speak no TLS or lie: each attempt ends, is bounded, and delays no other.
import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import type { WebhookFailure } from '@kinconecta/support-contracts'
import { until, useWebhooks } from '../support/webhooks.ts'

const { service, receiver, ports, create, ticket, attempts, reset } = useWebhooks()
const servers: Server[] = []
const sockets = new Set<Socket>()
afterEach(reset)
afterAll(() => {
  for (const socket of sockets) socket.destroy()
  for (const server of servers) server.close()
})

const ATTEMPT_MS = 15_000
const GIB = 1024 ** 3

/** Starts a server that answers a request with whatever `answer` writes. Returns its URL. */
async function rawReceiver(answer: (socket: Socket) => void, protocol = 'http'): Promise<string> {
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('data', () => answer(socket))
  }).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  ports.push(port)
  return `${protocol}://127.0.0.1:${port}/hook`
}

let floodedBytes = 0
function flood(socket: Socket): void {
  const chunk = Buffer.alloc(64 * 1024, 'x')
  socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${GIB}\r\n\r\n`)
  const more = () => {
    while (!socket.destroyed && floodedBytes < GIB) {
      floodedBytes += chunk.length
      if (!socket.write(chunk)) {
        socket.once('drain', more)
        return
      }
    }
  }
  more()
}

const answers: [string, (socket: Socket) => void, WebhookFailure | null, string?][] = [
  ['resets the connection', (socket) => void socket.resetAndDestroy(), 'connection'],
  ['closes without an answer', (socket) => void socket.end(), 'connection'],
  ['speaks no HTTP', (socket) => void socket.end('220 mail.example.com ESMTP\r\n'), 'answer'],
  ['speaks no TLS', (socket) => void socket.end('HTTP/1.1 200 OK\r\n\r\n'), 'tls', 'https'],
  [
    'promises more than it sends',
    (socket) => void socket.end('HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nx'),
    'connection',
  ],
  [
    'sends two lengths',
    (socket) => void socket.end('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx'),
    'answer',
  ],
  [
    'sends endless headers',
    (socket) => void socket.write(`HTTP/1.1 200 OK\r\n${'X-A: b\r\n'.repeat(20_000)}`),
    'answer',
  ],
  [
    'switches protocols',
    (socket) => void socket.write('HTTP/1.1 101 OK\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'),
    'connection',
  ],
  ['answers 1 GiB with 200', flood, null],
]

describe('a receiver that', () => {
  it.each(answers)('%s', async (_, answer, failure, protocol) => {
    const { webhookId } = await create({ url: await rawReceiver(answer, protocol) })
    await ticket()
    const [attempt] = await attempts(webhookId, 1)
    expect(attempt!.failure).toBe(failure)
    expect(attempt!.answer.length).toBeLessThanOrEqual(1024)
  })

  it('answers 1 GiB is not read to its end', () => {
    expect(floodedBytes).toBeGreaterThan(0)
    expect(floodedBytes).toBeLessThan(32 * 1024 * 1024) // what fits into the buffers of a connection
  })

  it('says less than it sends gets no second answer of its own', async () => {
    const url = await rawReceiver((socket) => {
      socket.write(
        'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: keep-alive\r\n\r\nxHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
      )
    })
    const { webhookId } = await create({ url })
    await ticket()
    const [first] = await attempts(webhookId, 1)
    expect(first).toMatchObject({ outcome: 'delivered', answer: 'x' })
    await ticket()
    const [, second] = await attempts(webhookId, 2)
    // The surplus bytes ended that connection: they are not taken for the answer to the next message.
    expect(second!.answer).toBe('x')
  })

  it.each([301, 302, 307, 308])('redirects inward with %i', async (code) => {
    let visited = 0
    const inside = await rawReceiver(() => visited++)
    receiver.behave = (_, response) => void response.writeHead(code, { location: inside }).end()
    const { webhookId } = await create()
    await ticket()
    const [attempt] = await attempts(webhookId, 1)
    expect(attempt).toMatchObject({ failure: 'redirect', status: code })
    expect(visited).toBe(0)
  })

  it(
    'hangs, before or within its answer, ends after 15 seconds and delays no other webhook',
    async () => {
      const hanging = await create({ url: await rawReceiver(() => {}) })
      const slow = await create({
        url: await rawReceiver((socket) => {
          socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n')
          setInterval(() => socket.destroyed || socket.write('x'), 500).unref()
        }),
      })
      const { webhookId } = await create()
      const startedMs = performance.now()
      for (let count = 0; count < 20; count++) await ticket()
      await receiver.arrived(20, ATTEMPT_MS - 5_000)
      await attempts(webhookId, 20)
      expect(performance.now() - startedMs).toBeLessThan(ATTEMPT_MS)
      for (const { webhookId: id } of [hanging, slow]) {
        const [attempt] = await attempts(id, 1)
        expect(attempt!.failure).toBe('timeout')
        expect(attempt!.durationMs).toBeGreaterThanOrEqual(ATTEMPT_MS - 100)
        expect(attempt!.durationMs).toBeLessThan(ATTEMPT_MS + 1_500)
      }
    },
    ATTEMPT_MS + 30_000,
  )

  it('was away is sent what it missed when it is back', async () => {
    receiver.behave = () => 503
    const { webhookId } = await create()
    for (let count = 0; count < 5; count++) await ticket()
    await attempts(webhookId, 5)
    receiver.behave = () => 200
    service.clock.now = new Date(Date.parse(service.clock.now) + 10_000).toISOString()
    await until(
      async () => (await service.client.webhooks.getStatus({ id: webhookId })).waitingTickets,
      (count) => count === 0,
    )
    expect(receiver.messages).toHaveLength(10)
  })
})
