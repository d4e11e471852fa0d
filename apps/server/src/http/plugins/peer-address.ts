import type { FastifyInstance } from 'fastify'

/**
 * Makes `request.ip` available for the whole request. Node reads the address of the peer from the operating system on
 * the first access and caches it; after a reset it is no longer available. If the connection was reset before the
 * request was read, no response is possible and the address may be missing, so the request ends here. Register this
 * before every other hook.
 */
export function requirePeerAddress(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    const { remoteAddress, destroyed } = request.socket
    if (remoteAddress !== undefined && !destroyed) return done()
    reply.hijack()
    request.raw.destroy()
  })
}
