import { type OperationPath, SupportError } from '@kinconecta/support-contracts'
import type { FastifyInstance, FastifyRequest } from 'fastify'

const LOOPBACK_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])\.?(?::\d{1,5})?$/i

// Pages use signed addresses of these operations in images and links. Browsers send no `Origin` with such requests.
const SIGNED: ReadonlySet<string> = new Set<OperationPath>(['attachments.download', 'attachments.thumbnail'])

/**
 * Protects an open server against web pages, which can reach loopback through the browser of the user. Refuses requests
 * with FORBIDDEN unless they meet these conditions. `Host` must be a loopback name or address, which prevents DNS
 * rebinding. `Origin`, if sent, must be a listed origin or the server's own. `Sec-Fetch-Site` must not be `cross-site`
 * without `Origin`, except for signed downloads. `same-site` without `Origin` is accepted: on loopback it is sent by
 * pages on another port. These cannot read the response without CORS, and browsers send `Origin` with every write.
 */
export function refuseForeignPages(app: FastifyInstance, publicUrl: string, corsOrigins: readonly string[]): void {
  const listed = new Set([...corsOrigins, URL.parse(publicUrl)?.origin])
  app.addHook('onRequest', (request, _reply, done) => {
    const host = request.raw.headers.host ?? ''
    if (!LOOPBACK_HOST.test(host)) return done(notLoopbackHost())
    done(isFromForeignPage(request, host, listed) ? foreignPage() : undefined)
  })
}

function isFromForeignPage(request: FastifyRequest, host: string, listed: ReadonlySet<string | undefined>): boolean {
  const { origin } = request.raw.headers
  if (origin !== undefined) return !listed.has(origin) && origin !== URL.parse(`http://${host}`)?.origin
  return request.headers['sec-fetch-site'] === 'cross-site' && !isSignedDownload(request)
}

/** Whether the request is a download with a signature. The route of the download verifies the signature. */
function isSignedDownload({ method, query, routeOptions }: FastifyRequest): boolean {
  const isRead = method === 'GET' || method === 'HEAD'
  return isRead && SIGNED.has(routeOptions.config.operation ?? '') && Object.hasOwn(query as object, 'signature')
}

function notLoopbackHost(): SupportError {
  return new SupportError('FORBIDDEN', 'This server is open: Host must be localhost or a loopback address')
}

function foreignPage(): SupportError {
  const advice = 'list the origin of the page in CORS_ORIGINS'
  return new SupportError(
    'FORBIDDEN',
    `This server is open: it refuses requests from pages of other origins; ${advice}`,
  )
}
