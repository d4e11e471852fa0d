import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

const ALLOWED_METHODS = 'GET, HEAD, POST, PUT, DELETE'
const ALLOWED_HEADERS =
  'Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, If-Range, Range, X-Request-Id'
const EXPOSED_HEADERS =
  'Accept-Ranges, Content-Disposition, Content-Range, ETag, Idempotency-Replayed, Link, Location, RateLimit, ' +
  'RateLimit-Policy, Retry-After, X-Request-Id, X-Total-Count'
const PREFLIGHT_MAX_AGE_S = '600'

/** Headers of every answer: an API shows nothing, is framed by nobody and tells nobody where one came from. */
export function securityHeaders(publicUrl: string): Record<string, string> {
  return {
    'content-security-policy': "default-src 'none';frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'cross-origin', // who may read is CORS's to say
    ...(publicUrl.startsWith('https:') && { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }),
  }
}

/** Sends them with every answer; and lets the listed origins read it (CORS), no others, without a browser's credentials. */
export function sendSecurityHeaders(app: FastifyInstance, publicUrl: string, corsOrigins: readonly string[]): void {
  const listed = new Set(corsOrigins)
  const always = { ...securityHeaders(publicUrl), vary: 'Origin' }
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(always)
    const { origin } = request.headers
    if (origin !== undefined && listed.has(origin)) allowOrigin(origin, request, reply)
    done()
  })
}

function allowOrigin(origin: string, request: FastifyRequest, reply: FastifyReply): void {
  reply.headers({ 'access-control-allow-origin': origin, 'access-control-expose-headers': EXPOSED_HEADERS })
  if (request.method !== 'OPTIONS') return
  reply.header('access-control-allow-methods', ALLOWED_METHODS)
  reply.header('access-control-allow-headers', ALLOWED_HEADERS)
  reply.header('access-control-max-age', PREFLIGHT_MAX_AGE_S)
}

/** For a page of ours, which shows what it brings itself and runs scripts whose hash is listed. */
export function pageHeaders(scriptHashes: string[] = []): Record<string, string> {
  const scripts = scriptHashes.length > 0 ? `script-src 'self' ${scriptHashes.join(' ')};` : ''
  const rest = "style-src 'self' 'unsafe-inline';img-src 'self' data: blob:;font-src 'self' data:;connect-src 'self'"
  return {
    'content-security-policy': `default-src 'none';frame-ancestors 'none';base-uri 'none';form-action 'none';${scripts}${rest}`,
    'cross-origin-opener-policy': 'same-origin',
  }
}
