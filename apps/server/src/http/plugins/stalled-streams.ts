import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { isEventStream } from './open-answers.ts'

// What was sent before the streams ended gets so long to arrive.
const ARRIVES_WITHIN_MS = 1_000

/** Streams end when the service stops. Breaks off those whose reader does not read, which would delay the stop. */
export function breakStalledStreamsWhileStopping(app: FastifyInstance): void {
  const streaming = new Set<Socket>()
  app.addHook('onSend', (request, reply, payload, done) => {
    const { socket } = request
    if (isEventStream(payload, reply) && !socket.destroyed) {
      streaming.add(socket)
      reply.raw.once('close', () => streaming.delete(socket))
    }
    done()
  })
  app.addHook('preClose', async () => {
    setTimeout(() => {
      for (const socket of streaming) socket.destroy()
    }, ARRIVES_WITHIN_MS).unref()
  })
}
