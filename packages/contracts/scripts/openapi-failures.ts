import { ACCESS, type ErrorCode, ERRORS, type Operation } from '../src/index.ts'
import {
  ACCEPT_RANGES,
  CONTENT_RANGE,
  CURRENT_ETAG,
  ETAG_OF_BYTES,
  RETRY_AFTER,
  WWW_AUTHENTICATE,
} from './openapi-headers.ts'

type Json = Record<string, unknown>

const PROBLEM = { $ref: '#/components/schemas/Problem' }

/** What an operation answers where it fails, by status. */
export function failures(operation: Operation): Json {
  const codes = codesOf(operation)
  const responses: Json = {}
  for (const status of new Set(codes.map((code) => ERRORS[code].status).toSorted((a, b) => a - b))) {
    const ofStatus = codes.filter((code) => ERRORS[code].status === status)
    const description = ofStatus.map((code) => `\`${code}\`: ${ERRORS[code].title}.`).join(' ')
    const headers = { ...(ofStatus.some(mayBeRetried) && { 'Retry-After': RETRY_AFTER }), ...HEADERS_OF[status] }
    const content = { 'application/problem+json': { schema: PROBLEM } }
    responses[status] = { description, ...(Object.keys(headers).length > 0 && { headers }), content }
  }
  return responses
}

const HEADERS_OF: Record<number, Json> = {
  401: { 'WWW-Authenticate': WWW_AUTHENTICATE },
  412: { ETag: CURRENT_ETAG },
  416: { ETag: ETAG_OF_BYTES, 'Accept-Ranges': ACCEPT_RANGES, 'Content-Range': CONTENT_RANGE },
}

function mayBeRetried(code: ErrorCode): boolean {
  return code === 'RATE_LIMITED' || 'retryAfterS' in ERRORS[code]
}

function codesOf(operation: Operation): ErrorCode[] {
  const { meta, type, path } = operation
  const hasBody = meta.openapi.method === 'POST' || meta.openapi.method === 'PUT'
  return [
    'INVALID_INPUT',
    'TOKEN_INVALID',
    ...(ACCESS[path].guest === 'none' ? (['UNAUTHENTICATED'] as const) : []),
    'FORBIDDEN',
    ...(hasBody ? CODES_OF_BODIES : []),
    ...(type === 'mutation' ? CODES_OF_CHANGES : []),
    ...(meta.errors ?? []),
    'RATE_LIMITED',
    'TOO_MANY_CALLS',
    'INTERNAL',
    'DATABASE_UNAVAILABLE',
    'DATABASE_BUSY',
    'DATABASE_TIMEOUT',
    ...('isList' in operation && operation.isList ? (['QUERY_TOO_EXPENSIVE'] as const) : []),
    'TOO_MANY_OPEN_ANSWERS',
    'HANDLER_TIMEOUT',
    'IDENTITY_UNAVAILABLE',
  ]
}

const CODES_OF_BODIES: ErrorCode[] = [
  'REQUEST_MALFORMED',
  'REQUEST_TIMEOUT',
  'BODY_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
]

const CODES_OF_CHANGES: ErrorCode[] = [
  'IDEMPOTENCY_KEY_INVALID',
  'IDEMPOTENCY_KEY_REUSED',
  'IDEMPOTENCY_IN_FLIGHT',
  'WRITE_CONTENTION',
  'OUTCOME_UNKNOWN',
]
