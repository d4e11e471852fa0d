// Fastify's handlerTimeout cannot replace our plugin because of these defects (ADR 27). If these tests fail, it can.
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import Fastify, { type FastifyInstance } from 'fastify'
import { expect, it, onTestFinished } from 'vitest'

const TIMEOUT_MS = 200

async function listening(addRoute: (app: FastifyInstance) => void): Promise<string> {
  const app = Fastify({ handlerTimeout: TIMEOUT_MS, forceCloseConnections: true })
  addRoute(app)
  onTestFinished(() => app.close())
  return app.listen({ port: 0, host: '127.0.0.1' })
}

it('never responds to a request whose body has been read', async () => {
  const url = await listening((app) => app.post('/', () => new Promise(() => {})))
  const headers = { 'content-type': 'application/json' }
  const asked = fetch(url, { method: 'POST', body: '{}', headers, signal: AbortSignal.timeout(10 * TIMEOUT_MS) })
  await expect(asked).rejects.toThrow('timeout')
})

it('destroys a stream that has started', async () => {
  const url = await listening((app) => app.get('/', (_request, reply) => reply.send(Readable.from(pieces()))))
  const response = await fetch(url)
  await expect(response.text()).rejects.toThrow('terminated')
})

async function* pieces(): AsyncGenerator<string> {
  for (let piece = 0; piece < 10; piece++) {
    yield 'piece'
    await sleep(TIMEOUT_MS / 2)
  }
}
