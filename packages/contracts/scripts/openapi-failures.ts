import { ACCESS, type ErrorCode, ERRORS, type FileOperation, type Operation } from '../src/index.ts'
import { RETRY_AFTER } from './openapi-headers.ts'

type Json = Record<string, unknown>

const PROBLEM = { $ref: '#/components/schemas/Problem' }

/** What an operation answers where it fails, by status. */
export function failures(operation: Operation | FileOperation): Json {
  const codes = codesOf(operation)
  const responses: Json = {}
  for (const status of new Set(codes.map((code) => ERRORS[code].status).toSorted((a, b) => a - b))) {
    const described = codes
      .filter((code) => ERRORS[code].status === status)
      .map((code) => `\`${code}\`: ${ERRORS[code].title}.`)
    const headers = status === 429 || status === 503 ? { headers: { 'Retry-After': RETRY_AFTER } } : {}
    const content = { 'application/problem+json': { schema: PROBLEM } }
    responses[status] = { description: described.join(' '), ...headers, content }
  }
  return responses
}

function codesOf({ meta, type, path }: Operation | FileOperation): ErrorCode[] {
  const hasBody = meta.openapi.method === 'POST' || meta.openapi.method === 'PUT'
  return [
    'INVALID_INPUT',
    'TOKEN_INVALID',
    ...(ACCESS[path].guest === 'none' ? (['UNAUTHENTICATED'] as const) : []),
    'FORBIDDEN',
    ...(hasBody ? (['REQUEST_MALFORMED', 'BODY_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const) : []),
    ...(type === 'mutation' ? CODES_OF_CHANGES : []),
    ...(meta.errors ?? []),
    'RATE_LIMITED',
    'INTERNAL',
    'DATABASE_UNAVAILABLE',
    'DATABASE_BUSY',
    'DATABASE_TIMEOUT',
    'HANDLER_TIMEOUT',
    'IDENTITY_UNAVAILABLE',
  ]
}

const CODES_OF_CHANGES: ErrorCode[] = [
  'IDEMPOTENCY_KEY_INVALID',
  'IDEMPOTENCY_KEY_REUSED',
  'IDEMPOTENCY_IN_FLIGHT',
  'WRITE_CONTENTION',
  'OUTCOME_UNKNOWN',
]
