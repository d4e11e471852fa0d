import type { FastifyInstance, FastifyRequest } from 'fastify'

declare module 'fastify' {
  interface FastifyInstance {
    publicAddresses: PublicAddresses
  }
}

/** The addresses at which callers reach this service. */
export interface PublicAddresses {
  /** The path of `PUBLIC_URL`: `/support`, or empty. A proxy removes it; all paths in responses begin with it. */
  prefix: string
  /** Returns the base of absolute addresses, without a trailing slash. */
  baseOf(request: FastifyRequest): string
}

/**
 * Decorates `app` with its public addresses. If `isDerived`, `publicUrl` is only the listen address, so the host of the
 * request is used if it is valid.
 */
export function decoratePublicAddresses(app: FastifyInstance, publicUrl: string, isDerived: boolean): void {
  const { pathname = '' } = URL.parse(publicUrl) ?? {}
  app.decorate('publicAddresses', {
    prefix: pathname.replace(/\/$/, ''),
    baseOf: (request) => (isDerived ? originOf(request) : undefined) ?? publicUrl,
  })
}

function originOf({ protocol, host }: FastifyRequest): string | undefined {
  return URL.parse(`${protocol === 'https' ? 'https' : 'http'}://${host}`)?.origin
}
