import helmet, { type FastifyHelmetOptions } from '@fastify/helmet'
import Fastify, { type FastifyInstance } from 'fastify'

const ONE_YEAR_S = 31_536_000

/** Header names in lower case, and their values. */
export type ResponseHeaders = Record<string, string>

/** The default: responses must not be cached. They depend on the caller. */
const UNCACHED: ResponseHeaders = { 'cache-control': 'private, no-store', vary: 'Authorization, Cookie, Origin' }

/** For a resource with an `ETag`, to a caller with a token: it may cache it, and must revalidate it before each use. */
export const REVALIDATED: ResponseHeaders = { 'cache-control': 'private, no-cache' }

/**
 * Sends helmet's headers and the default `Cache-Control` with every response. Returns them for responses that no hook
 * sees. Helmet is called once, at the start: creating the same headers for each request takes longer than all other
 * hooks together.
 */
export function sendSecurityHeaders(app: FastifyInstance, publicUrl: string): Readonly<ResponseHeaders> {
  const headers = { ...UNCACHED }
  app.register(async () => void Object.assign(headers, await helmetHeaders(publicUrl.startsWith('https:'))))
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(headers)
    done()
  })
  return headers
}

/** Responses of an API load no content, must not be framed, and send no referrer to other sites. */
const optionsOf = (isBehindTls: boolean): FastifyHelmetOptions => ({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
  },
  crossOriginResourcePolicy: { policy: 'cross-origin' }, // CORS decides which pages may read responses
  xFrameOptions: { action: 'deny' },
  referrerPolicy: { policy: 'no-referrer' },
  strictTransportSecurity: isBehindTls && { maxAge: ONE_YEAR_S, includeSubDomains: true },
  // Only useful for pages, or for browsers that are no longer in use.
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
})

async function helmetHeaders(isBehindTls: boolean): Promise<ResponseHeaders> {
  const source = Fastify()
  await source.register(helmet, optionsOf(isBehindTls))
  source.get('/', async (_request, { raw }) => raw.getHeaders())
  const response = await source.inject('/')
  await source.close()
  return response.json()
}

/**
 * Returns the headers of an HTML page. The page loads no resources from other servers. It runs no scripts, or with
 * hashes only inline scripts with one of these hashes and scripts from this server.
 */
export function pageHeaders(scriptHashes: string[] = []): ResponseHeaders {
  const scripts = scriptHashes.length > 0 ? `script-src 'self' ${scriptHashes.join(' ')};` : ''
  const rest = "style-src 'self' 'unsafe-inline';img-src 'self' data: blob:;font-src 'self' data:;connect-src 'self'"
  return {
    'content-security-policy': `default-src 'none';frame-ancestors 'none';base-uri 'none';form-action 'none';${scripts}${rest}`,
    'cross-origin-opener-policy': 'same-origin',
  }
}
