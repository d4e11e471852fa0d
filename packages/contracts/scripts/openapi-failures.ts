import {
  ACCESS,
  BODY_ERRORS,
  CALL_ERRORS,
  type ErrorCode,
  ERRORS,
  MUTATION_ERRORS,
  type Operation,
} from '../src/index.ts'
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

/** The error responses of an operation, by status. */
export function failures(operation: Operation): Json {
  const codes = codesOf(operation)
  const responses: Json = {}
  for (const status of new Set(codes.map((code) => ERRORS[code].status).toSorted((a, b) => a - b))) {
    const ofStatus = codes.filter((code) => ERRORS[code].status === status)
    const description = ofStatus.map((code) => `\`${code}\`: ${ERRORS[code].title}.`).join(' ')
    const headers = { ...(ofStatus.some(hasRetryAfter) && { 'Retry-After': RETRY_AFTER }), ...HEADERS_OF[status] }
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

function hasRetryAfter(code: ErrorCode): boolean {
  return code === 'RATE_LIMITED' || 'retryAfterS' in ERRORS[code]
}

function codesOf(operation: Operation): ErrorCode[] {
  const { meta, type, path } = operation
  const hasBody = meta.openapi.method === 'POST' || meta.openapi.method === 'PUT'
  const isForGuests = ACCESS[path].guest !== 'none'
  return [
    ...CALL_ERRORS.filter((code) => !isForGuests || code !== 'UNAUTHENTICATED'),
    ...(hasBody ? BODY_ERRORS : []),
    ...(type === 'mutation' ? MUTATION_ERRORS : []),
    ...(meta.errors ?? []),
  ]
}
