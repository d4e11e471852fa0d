import { type OperationPath, SupportError } from '@kinconecta/support-contracts'
import type { FastifyInstance, FastifyRequest } from 'fastify'

const LOOPBACK_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])\.?(?::\d{1,5})?$/i

// Their addresses are signed, and pages show them as images and links: a browser then sends no `Origin`.
const SIGNED: ReadonlySet<string> = new Set<OperationPath>(['attachments.download', 'attachments.thumbnail'])

/**
 * Protects an open server from web pages, which reach loopback through the browser of its user. A request must name a
 * loopback `Host`, so that no page can rebind its own name to this machine. A request of a page must come from a
 * listed origin or from the server's own. `Sec-Fetch-Site: same-site` alone is not refused: on loopback it means
 * another port, where a page can read nothing without CORS, and every write of a page carries its `Origin`.
 */
export function refuseForeignPages(app: FastifyInstance, publicUrl: string, corsOrigins: readonly string[]): void {
  const listed = new Set([...corsOrigins, URL.parse(publicUrl)?.origin])
  app.addHook('onRequest', (request, _reply, done) => {
    const host = request.raw.headers.host ?? ''
    if (!LOOPBACK_HOST.test(host)) return done(notOurHost())
    done(isFromForeignPage(request, host, listed) ? foreignPage() : undefined)
  })
}

function isFromForeignPage(request: FastifyRequest, host: string, listed: ReadonlySet<string | undefined>): boolean {
  const { origin } = request.raw.headers
  if (origin !== undefined) return !listed.has(origin) && origin !== URL.parse(`http://${host}`)?.origin
  return request.headers['sec-fetch-site'] === 'cross-site' && !isSignedDownload(request)
}

/** Its route checks the signature. */
function isSignedDownload({ method, query, routeOptions }: FastifyRequest): boolean {
  const isRead = method === 'GET' || method === 'HEAD'
  return isRead && SIGNED.has(routeOptions.config.operation ?? '') && Object.hasOwn(query as object, 'signature')
}

function notOurHost(): SupportError {
  return new SupportError('FORBIDDEN', 'This server is open: it answers only to localhost and loopback addresses')
}

function foreignPage(): SupportError {
  const advice = 'list the origin of the page in CORS_ORIGINS'
  return new SupportError(
    'FORBIDDEN',
    `This server is open: it refuses requests of pages from other origins; ${advice}`,
  )
}
