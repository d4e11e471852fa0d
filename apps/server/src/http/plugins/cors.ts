import cors from '@fastify/cors'
import type { FastifyInstance } from 'fastify'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE']
const MAX_AGE_S = 600

// Request headers of REST callers, of our client and of tRPC's links.
const OWN_REQUEST_HEADERS = [
  'Accept',
  'Accept-Language',
  'Authorization',
  'Cache-Control',
  'Content-Language',
  'Content-Type',
  'Dry-Run',
  'Idempotency-Key',
  'If-Match',
  'If-None-Match',
  'If-Range',
  'Last-Event-ID',
  'Pragma',
  'Range',
  'X-Request-Id',
  'X-Requested-With',
  'trpc-accept',
  'trpc-batch-mode',
  'x-trpc-source',
]

// Headers that tracing tools add to requests of a page: W3C, Sentry, Datadog, Zipkin, Elastic, New Relic, Jaeger, AWS.
const TRACING_REQUEST_HEADERS = [
  'traceparent',
  'tracestate',
  'baggage',
  'sentry-trace',
  'x-datadog-trace-id',
  'x-datadog-parent-id',
  'x-datadog-origin',
  'x-datadog-sampling-priority',
  'x-datadog-sampled',
  'x-datadog-tags',
  'b3',
  'x-b3-traceid',
  'x-b3-spanid',
  'x-b3-parentspanid',
  'x-b3-sampled',
  'x-b3-flags',
  'elastic-apm-traceparent',
  'newrelic',
  'uber-trace-id',
  'x-amzn-trace-id',
  'x-cloud-trace-context',
  'request-id',
  'request-context',
  'x-correlation-id',
]

const EXPOSED_RESPONSE_HEADERS = [
  'Accept-Ranges',
  'Content-Disposition',
  'Content-Range',
  'Dry-Run-Events',
  'ETag',
  'Idempotency-Replayed',
  'Link',
  'Location',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'Ticket-Token',
  'X-Request-Id',
  'X-Total-Count',
]

/**
 * Allows pages of the listed origins to send requests and read responses, without the credentials of the browser. Other
 * origins get no CORS headers.
 */
export function allowOrigins(app: FastifyInstance, origins: readonly string[]): void {
  const listed = new Set(origins)
  app.register(cors, {
    origin: (origin, done) => done(null, origin !== undefined && listed.has(origin) ? origin : false),
    methods: METHODS.join(', '),
    allowedHeaders: [...OWN_REQUEST_HEADERS, ...TRACING_REQUEST_HEADERS].join(', '),
    exposedHeaders: EXPOSED_RESPONSE_HEADERS.join(', '),
    maxAge: MAX_AGE_S,
    // An OPTIONS request continues to its route, which responds with `Allow`.
    preflightContinue: true,
    strictPreflight: false,
  })
}
