// A JSON body that stalled got 503 HANDLER_TIMEOUT, as if a change might have been made, and later 408 on the same
// connection, which a caller could read as the response to its next request.
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import Fastify from 'fastify'
import { expect, it, onTestFinished } from 'vitest'
import { limitHandlers } from '../../src/http/plugins/handler-timeout.ts'
import { answerWithProblems } from '../../src/http/plugins/problems.ts'

const HEAD = ['POST /never HTTP/1.1', 'Host: localhost', 'Content-Type: application/json', 'Content-Length: 7']

/** Everything that is received until the connection is closed. */
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
  '%s: 408 REQUEST_TIMEOUT if the body does not arrive, and the connection is closed',
  async (method) => {
    const answer = await answerTo(`${HEAD.join('\r\n').replace('POST', method)}\r\n\r\n{`)
    expect(answer).toMatch(/^HTTP\/1\.1 408 .*"REQUEST_TIMEOUT"/s)
    expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1)
  },
)

it('503 HANDLER_TIMEOUT if the body has arrived', async () => {
  const answer = await answerTo(`${[...HEAD, 'Connection: close'].join('\r\n')}\r\n\r\n{"a":1}`)
  expect(answer).toMatch(/^HTTP\/1\.1 503 .*"HANDLER_TIMEOUT"/s)
})
