import { METHODS } from 'node:http'
import { SupportError } from '@kinconecta/support-contracts'
import type { FastifyInstance } from 'fastify'

/**
 * Responds to other methods at a known address: 204 with `Allow` to OPTIONS, METHOD_NOT_ALLOWED with `Allow` to the
 * rest. Call it before the first route is registered, and call the returned `register` after the last one.
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
  // A preflight for an unknown address succeeds, so that the page can read the 404 of its request. A plain OPTIONS
  // request gets 404.
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
  // Both respond before the body is read, because the body may never arrive.
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
      const detail = `This address does not support ${request.method}; it supports ${allow}`
      done(new SupportError('METHOD_NOT_ALLOWED', detail))
    },
    handler: () => {},
  })
}
