import { METHODS } from 'node:http'
import { SupportError } from '@kinconecta/support-contracts'
import type { FastifyInstance } from 'fastify'

/**
 * Answers a known address with another method: 405 and `Allow`, and to OPTIONS, `Allow` alone. Call it before the
 * first route; the answers are registered behind the last one.
 */
export function answerOtherMethods(app: FastifyInstance): {
  register(prepare: (scope: FastifyInstance) => void): void
} {
  const known = new Map<string, Set<string>>()
  let isCollecting = true
  app.addHook('onRoute', ({ url, method }) => {
    if (!isCollecting || url === '*') return
    const methods = known.get(url) ?? new Set()
    for (const name of [method].flat()) methods.add(name)
    known.set(url, methods)
  })
  for (const method of METHODS) {
    if (!app.supportedMethods.includes(method) && method !== 'CONNECT') app.addHttpMethod(method)
  }
  // A preflight may be for any address, so that the browser shows its page the 404; a plain OPTIONS may not.
  app.addHook('onRequest', (request, _reply, done) => {
    const isPlain = request.method === 'OPTIONS' && request.headers['access-control-request-method'] === undefined
    done(isPlain && request.routeOptions.url === '*' ? new SupportError('ROUTE_NOT_FOUND') : undefined)
  })
  const register = (prepare: (scope: FastifyInstance) => void) => {
    app.register(async (scope) => {
      isCollecting = false
      prepare(scope)
      for (const [url, methods] of known) answerOthers(scope, url, methods)
    })
  }
  return { register }
}

function answerOthers(app: FastifyInstance, url: string, methods: Set<string>): void {
  const allow = [...methods, 'OPTIONS'].join(', ')
  // Both answer before the body is read, which may never arrive.
  app.route({
    method: 'OPTIONS',
    url,
    onRequest: (_request, reply) => void reply.code(204).header('allow', allow).send(),
    handler: () => {},
  })
  const others = app.supportedMethods.filter((method) => method !== 'OPTIONS' && !methods.has(method))
  app.route({
    method: others,
    url,
    onRequest: (request, reply, done) => {
      reply.header('allow', allow)
      const detail = `${request.method} is not a method of this address; it takes ${allow}`
      done(new SupportError('METHOD_NOT_ALLOWED', detail))
    },
    handler: () => {},
  })
}
