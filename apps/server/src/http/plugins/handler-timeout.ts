import { SupportError } from '@kinconecta/support-contracts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Deadlines } from '../../platform/deadlines.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** How long this route may take to begin its answer, where that is not what all may. */
    answerWithinMs?: number
  }
  interface FastifyReply {
    /** Its place among the replies that are waited for. */
    place: number
  }
}

/**
 * Answers HANDLER_TIMEOUT to a request that has had no answer for `timeoutMs`, or what its route says; REQUEST_TIMEOUT
 * where its body has not come by then, so that nothing was done. An answer that has begun may take as long as its
 * reader. Fastify's own option makes a timer, a signal and a listener for each request.
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
