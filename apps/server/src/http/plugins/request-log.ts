import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { PublicError } from '@kinconecta/support-contracts'
import type { FastifyInstance, FastifyRequest } from 'fastify'

const LOGGED_AT = new Set(['info', 'debug', 'trace'])
const REQUEST_ID = /^[\w-]{1,64}$/

/** Returns the `X-Request-Id` of the caller if it is 1 to 64 letters, digits, `_` or `-`, else a new UUID. */
export function requestIdOf({ headers }: IncomingMessage): string {
  const sent = headers['x-request-id']
  return typeof sent === 'string' && REQUEST_ID.test(sent) ? sent : randomUUID()
}

/**
 * Sets `X-Request-Id` on each response and logs one line per response. The line has ids and figures, but no text that
 * the caller sent, except a valid `X-Request-Id`.
 */
export function logRequests(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    done()
  })
  if (!LOGGED_AT.has(app.log.level)) return // avoids the work for lines that the level suppresses
  app.addHook('onResponse', (request, reply, done) => {
    const { url: route } = request.routeOptions // the pattern, not the requested address
    const durationMs = Math.round(reply.elapsedTime * 10) / 10
    const line = { requestId: request.id, method: request.method, route, status: reply.statusCode, durationMs }
    request.log.info(line, 'answered')
    done()
  })
}

/** Logs a failure with status 5xx, with details that the caller does not see. */
export function logFailure(request: FastifyRequest, error: unknown, { status, detail }: PublicError): void {
  if (status >= 500) request.log.error({ requestId: request.id, err: error }, detail)
}
