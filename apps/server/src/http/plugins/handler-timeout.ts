import { SupportError } from '@kinconecta/support-contracts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Deadlines } from '../../platform/deadlines.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The time for this route to begin its response, in ms. The default is the `timeoutMs` of the app. */
    answerWithinMs?: number
  }
  interface FastifyReply {
    /** The index of this reply in the list of deadlines. */
    place: number
  }
}

/**
 * Responds with HANDLER_TIMEOUT if a response has not begun within `timeoutMs`, or within the route's `answerWithinMs`.
 * Responds with REQUEST_TIMEOUT if the body has not arrived by then, because in this case nothing was written. A
 * response that has begun is not limited. Fastify's own option is not used: it creates a timer, a signal and a listener
 * for each request.
 */
export function limitHandlers(app: FastifyInstance, timeoutMs: number): void {
  const waiting = new Deadlines<FastifyReply>(timeoutMs, (reply) => {
    if (reply.sent) return // a route may have taken over the connection
    if (isWaitingForBody(reply.request)) {
      reply.header('connection', 'close').send(new SupportError('REQUEST_TIMEOUT'))
    } else {
      reply.send(new SupportError('HANDLER_TIMEOUT'))
    }
  })
  app.decorateReply('place', -1)
  app.addHook('onRequest', (request, reply, done) => {
    reply.place = waiting.add(reply, request.routeOptions.config.answerWithinMs ?? timeoutMs)
    done()
  })
  app.addHook('onSend', (_request, reply, _payload, done) => {
    waiting.remove(reply.place, reply)
    done()
  })
}

/** The handlers of GET and HEAD run without waiting for a body. */
function isWaitingForBody({ method, raw }: FastifyRequest): boolean {
  return method !== 'GET' && method !== 'HEAD' && !raw.complete
}
