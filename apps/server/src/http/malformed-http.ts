import type { Socket } from 'node:net'
import { randomUUID } from 'node:crypto'
import { ERRORS, type ErrorCode, SupportError } from '@kinconecta/support-contracts'
import type { FastifyInstance } from 'fastify'
import { problem } from './problems.ts'

const CODE_OF: Record<string, ErrorCode> = {
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
}

const DETAIL: Partial<Record<ErrorCode, string>> = {
  HEADERS_TOO_LARGE: 'The headers are larger than 16 KiB',
  REQUEST_TIMEOUT: 'The request took too long to arrive',
}

/** Answers what is not HTTP, which never becomes a request, with the same problem body as everything else. */
export function answerMalformedHttp(publicUrl: string): (error: Error & { code?: string }, socket: Socket) => void {
  return (error, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable || socket.bytesWritten > 0) {
      socket.destroy()
      return
    }
    const code = CODE_OF[error.code ?? ''] ?? 'REQUEST_MALFORMED'
    const { status, title } = ERRORS[code]
    const requestId = randomUUID()
    const detail = DETAIL[code] ?? 'The bytes received are not an HTTP request'
    const body = JSON.stringify(problem({ code, status, detail }, requestId, publicUrl))
    const headers = [
      `HTTP/1.1 ${status} ${title}`,
      'Content-Type: application/problem+json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      `X-Request-Id: ${requestId}`,
      'Connection: close',
    ]
    socket.end(`${headers.join('\r\n')}\r\n\r\n${body}`)
  }
}

/** Takes over two refusals that Node would make by itself, without a body. */
export function answerStrangeHttp(app: FastifyInstance): void {
  // RFC 9110 lets a server ignore an expectation that it does not know.
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response))
  app.addHook('onRequest', (request, _reply, done) => {
    const isHostMissing = request.headers.host === undefined && request.raw.httpVersion === '1.1'
    done(isHostMissing ? new SupportError('REQUEST_MALFORMED', 'The Host header is missing') : undefined)
  })
}
