import { SupportError } from '@kinconecta/support-contracts'
import type { FastifyInstance, FastifyReply } from 'fastify'

const LOOK_EVERY_MS = 250

declare module 'fastify' {
  interface FastifyContextConfig {
    /** How long this route may take to begin its answer, where that is not what all may. */
    answerWithinMs?: number
  }
  interface FastifyReply {
    /** Its place among the replies that are waited for, and until when that is, on the process's clock. */
    slot: number
    answerByMs: number
  }
}

/**
 * Answers HANDLER_TIMEOUT to a request that has had no answer for `timeoutMs`, or what its route says. An answer that has begun may take as
 * long as its reader. Fastify's own option makes a timer, a signal and a listener for each request; here all share one
 * timer, and places in an array, which unlike a Map leave nothing for the garbage collector.
 */
export function limitHandlers(app: FastifyInstance, timeoutMs: number): void {
  const running: (FastifyReply | undefined)[] = []
  const free: number[] = []
  app.decorateReply('slot', -1)
  app.decorateReply('answerByMs', 0)
  app.addHook('onRequest', (request, reply, done) => {
    reply.slot = free.pop() ?? running.length
    running[reply.slot] = reply
    reply.answerByMs = performance.now() + (request.routeOptions.config.answerWithinMs ?? timeoutMs)
    done()
  })
  const leave = (reply: FastifyReply) => {
    if (running[reply.slot] !== reply) return // it has left already
    running[reply.slot] = undefined
    free.push(reply.slot)
  }
  app.addHook('onSend', (_request, reply, _payload, done) => {
    leave(reply)
    done()
  })
  const timer = setInterval(() => {
    const nowMs = performance.now()
    for (const reply of running) {
      if (!reply || reply.answerByMs > nowMs) continue
      leave(reply)
      if (!reply.sent) reply.send(new SupportError('HANDLER_TIMEOUT')) // a route may have taken over the connection
    }
  }, LOOK_EVERY_MS)
  app.addHook('onClose', async () => clearInterval(timer))
}
