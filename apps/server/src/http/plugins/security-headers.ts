import helmet, { type FastifyHelmetOptions } from '@fastify/helmet'
import Fastify, { type FastifyInstance } from 'fastify'

const ONE_YEAR_S = 31_536_000

/** Header names in lower case, and their values. */
export type ResponseHeaders = Record<string, string>

/** Who may keep a response: nobody, unless its route says otherwise. The caller decides what an operation answers. */
const UNCACHED: ResponseHeaders = { 'cache-control': 'private, no-store', vary: 'Authorization, Origin' }

/** For a resource with an `ETag`: the caller may keep it, and asks each time whether it is still good. */
export const REVALIDATED: ResponseHeaders = { 'cache-control': 'private, no-cache' }

/**
 * Sends helmet's headers with every response, and `Cache-Control` for one that depends on its caller. Returns them for
 * responses that no hook sees. Helmet is asked once, at the start: assembling the same headers for each request costs
 * more than the rest of the hooks together.
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

/** An API shows nothing, is framed by nobody, and tells no other site where a request came from. */
const optionsOf = (isBehindTls: boolean): FastifyHelmetOptions => ({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
  },
  crossOriginResourcePolicy: { policy: 'cross-origin' }, // CORS decides who may read
  xFrameOptions: { action: 'deny' },
  referrerPolicy: { policy: 'no-referrer' },
  strictTransportSecurity: isBehindTls && { maxAge: ONE_YEAR_S, includeSubDomains: true },
  // For pages, or for browsers that are no longer in use.
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

/** For an HTML page: it shows its own content and runs only scripts whose hash is listed. */
export function pageHeaders(scriptHashes: string[] = []): ResponseHeaders {
  const scripts = scriptHashes.length > 0 ? `script-src 'self' ${scriptHashes.join(' ')};` : ''
  const rest = "style-src 'self' 'unsafe-inline';img-src 'self' data: blob:;font-src 'self' data:;connect-src 'self'"
  return {
    'content-security-policy': `default-src 'none';frame-ancestors 'none';base-uri 'none';form-action 'none';${scripts}${rest}`,
    'cross-origin-opener-policy': 'same-origin',
  }
}
