import type { FastifyInstance, FastifyRequest } from 'fastify'

declare module 'fastify' {
  interface FastifyInstance {
    publicAddresses: PublicAddresses
  }
}

/** How callers reach this service from outside. */
export interface PublicAddresses {
  /** The path of `PUBLIC_URL`, which a proxy strips: `/support`, or empty. It begins every path that is handed out. */
  prefix: string
  /** The base of absolute addresses, without a slash at the end. */
  baseOf(request: FastifyRequest): string
}

/**
 * Decorates `app` with its public addresses. `isDerived` says that `publicUrl` is only the address the service listens
 * on: the name that a request used is then a better guess.
 */
export function knowPublicAddresses(app: FastifyInstance, publicUrl: string, isDerived: boolean): void {
  const { pathname = '' } = URL.parse(publicUrl) ?? {}
  app.decorate('publicAddresses', {
    prefix: pathname.replace(/\/$/, ''),
    baseOf: (request) => (isDerived ? originOf(request) : undefined) ?? publicUrl,
  })
}

function originOf({ protocol, host }: FastifyRequest): string | undefined {
  return URL.parse(`${protocol === 'https' ? 'https' : 'http'}://${host}`)?.origin
}
