// HOST=localhost listens on 127.0.0.1 and ::1. The second address had a server of its own, which answered malformed HTTP
// differently and never ended a connection that did not read.
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { type TestService, useService } from '../support/harness.ts'

const addresses = ['127.0.0.1', '127.0.0.2']
const answerBounds = { stallMs: 500, bytesPerCaller: 1e9, bytesInTotal: 1e9 }
const service = useService({ addresses, answerBounds })
const closing = useService({ addresses })

const portOf = ({ url }: TestService) => Number(new URL(url).port)

async function answerTo(port: number, host: string, request: string): Promise<string> {
  const socket = connect(port, host)
  let answer = ''
  socket.on('data', (chunk) => (answer += String(chunk)))
  const closed = new Promise((resolve) => socket.once('close', resolve))
  socket.write(request)
  await closed
  return answer.replaceAll(/[\da-f-]{36}/g, 'id')
}

it.each(['nonsense\r\n\r\n', `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`])(
  'answers malformed HTTP alike on every address',
  async (request) => {
    const port = portOf(service)
    const answer = await answerTo(port, '127.0.0.2', request)
    expect(answer).toContain('application/problem+json')
    expect(answer).toBe(await answerTo(port, '127.0.0.1', request))
  },
)

it('ends connections that do not read on every address', async () => {
  const port = portOf(service)
  const callback = () => false
  const socket = connect({ port, host: '127.0.0.2', onread: { buffer: Buffer.alloc(64), callback } })
  socket.on('error', () => {})
  const ended = new Promise<string>((resolve) => void socket.once('close', () => resolve('ended')))
  for (let count = 0; count < 10; count++) socket.write('GET /docs/scalar.js HTTP/1.1\r\nHost: localhost\r\n\r\n')
  await sleep(3_000)
  socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n')
  expect(await Promise.race([ended, sleep(2_000, 'open', { ref: false })])).toBe('ended')
})

it('lets the requests on every address finish when it closes, and closes idle connections', async () => {
  const port = portOf(closing)
  const socket = connect(port, '127.0.0.2')
  const ended = new Promise((resolve) => void socket.once('close', () => resolve('ended')))
  socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n')
  expect(String(await new Promise((resolve) => void socket.once('data', resolve)))).toMatch(/^HTTP\/1.1 200/)
  await closing.app.close()
  expect(await ended).toBe('ended')
})
