import type { FastifyInstance } from 'fastify'

/**
 * Makes `request.ip` available for the whole request. Node asks the operating system for the peer's address on the
 * first read and keeps it; after a reset it is no longer available. A connection that was reset before its request
 * was read has nobody to answer, and possibly no address, so the request ends here. Register this before every other hook.
 */
export function requirePeerAddress(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    const { remoteAddress, destroyed } = request.socket
    if (remoteAddress !== undefined && !destroyed) return done()
    reply.hijack()
    request.raw.destroy()
  })
}
