import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { PublicError } from '@kinconecta/support-contracts'
import type { FastifyInstance, FastifyRequest } from 'fastify'

const LOGGED_AT = new Set(['info', 'debug', 'trace'])
const REQUEST_ID = /^[\w-]{1,64}$/

/** The caller's own `X-Request-Id` where it is harmless, else a new one. */
export function requestIdOf({ headers }: IncomingMessage): string {
  const sent = headers['x-request-id']
  return typeof sent === 'string' && REQUEST_ID.test(sent) ? sent : randomUUID()
}

/** Names each answer by its request id, and logs one line for it: ids and figures, nothing the caller wrote. */
export function logRequests(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    done()
  })
  if (!LOGGED_AT.has(app.log.level)) return // else each request pays for a line that nobody gets
  app.addHook('onResponse', (request, reply, done) => {
    const { url: route } = request.routeOptions // the pattern, not what was asked for
    const durationMs = Math.round(reply.elapsedTime * 10) / 10
    const line = { requestId: request.id, method: request.method, route, status: reply.statusCode, durationMs }
    request.log.info(line, 'answered')
    done()
  })
}

/** Logs a failure that is ours, with what the caller does not get to see. */
export function logFailure(request: FastifyRequest, error: unknown, { status, detail }: PublicError): void {
  if (status >= 500) request.log.error({ requestId: request.id, err: error }, detail)
}
