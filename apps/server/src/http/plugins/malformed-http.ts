import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { type ErrorCode, publicError, SupportError } from '@kinconecta/support-contracts'
import type { FastifyInstance } from 'fastify'
import { TooManyPieces } from './body-pieces.ts'
import { problem } from './problems.ts'
import { hasOwnTimeouts } from '../shared/request-body.ts'
import type { ResponseHeaders } from './security-headers.ts'

const CLOSE_IDLE_EVERY_MS = 100
// Longer than the default handler timeout. Requests that are unfinished then get no response.
const CLOSE_ALL_AFTER_MS = 15_000

const CODE_OF: Record<string, ErrorCode> = {
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
}

const DETAIL: Partial<Record<ErrorCode, string>> = {
  HEADERS_TOO_LARGE: 'The headers are larger than 16 KiB',
  REQUEST_TIMEOUT: 'The request took too long to arrive',
}

/**
 * Responds to bytes that are not HTTP with a problem, as for all other errors, although Fastify gets no request for
 * them. If the response to an earlier request on the connection is still being sent, it is sent first.
 */
export function answerMalformedHttp(
  app: FastifyInstance,
  publicUrl: string,
  securityHeaders: Readonly<ResponseHeaders>,
): void {
  const lastAnswer = new WeakMap<Socket, ServerResponse>()
  const refused = new WeakSet<Socket>()
  app.server.on('request', ({ socket }, response) => void lastAnswer.set(socket, response))
  app.server.removeAllListeners('clientError')
  app.server.on('clientError', (error: Error & { code?: string }, stream) => {
    const socket = stream as Socket
    if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && hasOwnTimeouts(socket)) return undefined
    if (error.code === 'ECONNRESET' || !socket.writable) return socket.destroy()
    const refuse = () => socket.writable && socket.end(refusal(error, publicUrl, securityHeaders))
    const answer = lastAnswer.get(socket)
    if (!answer || (isBodyMalformed(error) && isUnanswered(answer))) return refuse()
    if (error instanceof TooManyPieces) return undefined // it has its response, and the connection is closed soon
    // If the request with the malformed body already has its response, the connection is closed: a second response
    // could be mistaken for the response to the next request.
    const end = answer.req.complete ? refuse : () => socket.destroy()
    if (answer.closed) return end()
    if (refused.has(socket)) return undefined // Node reports a late request again every second
    refused.add(socket)
    return answer.once('close', end)
  })
}

function isBodyMalformed(error: Error & { code?: string }): boolean {
  return error instanceof TooManyPieces || (error.code ?? '').startsWith('HPE_')
}

/** Whether the body is still arriving, no response was sent, and the connection sends no earlier response. */
function isUnanswered({ req, headersSent, socket }: ServerResponse): boolean {
  return !req.complete && !headersSent && socket !== null
}

function refusal(
  error: Error & { code?: string },
  publicUrl: string,
  securityHeaders: Readonly<ResponseHeaders>,
): string {
  const requestId = randomUUID()
  const failure = publicError(refusalOf(error))
  const body = JSON.stringify(problem(failure, requestId, publicUrl))
  const headers = [
    `HTTP/1.1 ${failure.status} ${problem(failure, requestId, publicUrl).error}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${requestId}`,
    ...Object.entries(securityHeaders).map(([name, value]) => `${name}: ${value}`),
    'Connection: close',
  ]
  return `${headers.join('\r\n')}\r\n\r\n${body}`
}

function refusalOf(error: Error & { code?: string }): SupportError {
  if (error instanceof TooManyPieces) {
    return new SupportError('REQUEST_MALFORMED', 'The body is sent in too many small chunks')
  }
  const code = CODE_OF[error.code ?? ''] ?? 'REQUEST_MALFORMED'
  return new SupportError(code, DETAIL[code] ?? 'The bytes received are not an HTTP request')
}

/** Replaces two refusals of Node that have no body (`Expect`, missing `Host`), and refuses several `Host` headers. */
export function checkHostAndExpect(app: FastifyInstance): void {
  // RFC 9110 allows a server to ignore an unknown expectation.
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response))
  app.addHook('onRequest', (request, _reply, done) => {
    const isHostMissing = request.headers.host === undefined && request.raw.httpVersion === '1.1'
    if (isHostMissing) return done(new SupportError('REQUEST_MALFORMED', 'The Host header is missing'))
    const isHostRepeated = hasSeveralHosts(request.raw)
    done(isHostRepeated ? new SupportError('REQUEST_MALFORMED', 'There are several Host headers') : undefined)
  })
}

/** Several Host headers are ambiguous: Node uses the first one, but a proxy may use the last one. */
function hasSeveralHosts({ rawHeaders }: IncomingMessage): boolean {
  let hosts = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!
    if (name.length === 4 && name.toLowerCase() === 'host') hosts++
  }
  return hosts > 1
}

/**
 * Closes idle connections repeatedly during shutdown, because Node closes them only once. After 15 seconds closes all
 * connections, because a request that never arrives would delay the shutdown.
 */
export function closeIdleConnectionsWhileStopping(app: FastifyInstance): void {
  let idle: NodeJS.Timeout | undefined
  let rest: NodeJS.Timeout | undefined
  app.addHook('preClose', async () => {
    idle = setInterval(() => app.server.closeIdleConnections(), CLOSE_IDLE_EVERY_MS)
    rest = setTimeout(() => app.server.closeAllConnections(), CLOSE_ALL_AFTER_MS)
  })
  app.addHook('onClose', async () => {
    clearInterval(idle)
    clearTimeout(rest)
  })
}
