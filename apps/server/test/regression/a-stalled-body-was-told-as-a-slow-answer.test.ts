// A JSON body that stalled was answered 503 HANDLER_TIMEOUT, as if a change might have been made, and on the same
// connection 408 later, which a caller could take for the answer to its next request.
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import Fastify from 'fastify'
import { expect, it, onTestFinished } from 'vitest'
import { limitHandlers } from '../../src/http/plugins/handler-timeout.ts'
import { answerWithProblems } from '../../src/http/plugins/problems.ts'

const HEAD = ['POST /never HTTP/1.1', 'Host: localhost', 'Content-Type: application/json', 'Content-Length: 7']

/** All that comes back until the connection ends. */
async function answerTo(request: string): Promise<string> {
  const app = Fastify()
  answerWithProblems(app, '')
  limitHandlers(app, 300)
  app.route({ method: ['POST', 'DELETE'], url: '/never', handler: () => new Promise(() => {}) })
  onTestFinished(() => app.close())
  const { port, hostname } = new URL(await app.listen({ port: 0, host: '127.0.0.1' }))
  const socket = connect(Number(port), hostname)
  socket.write(request)
  return text(socket)
}

it.each(['POST', 'DELETE'])(
  '%s: 408 REQUEST_TIMEOUT where the body does not come, and the end of the connection',
  async (method) => {
    const answer = await answerTo(`${HEAD.join('\r\n').replace('POST', method)}\r\n\r\n{`)
    expect(answer).toMatch(/^HTTP\/1\.1 408 .*"REQUEST_TIMEOUT"/s)
    expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1)
  },
)

it('503 HANDLER_TIMEOUT where it has come', async () => {
  const answer = await answerTo(`${[...HEAD, 'Connection: close'].join('\r\n')}\r\n\r\n{"a":1}`)
  expect(answer).toMatch(/^HTTP\/1\.1 503 .*"HANDLER_TIMEOUT"/s)
})
