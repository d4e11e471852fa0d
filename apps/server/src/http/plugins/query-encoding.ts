import { SupportError } from '@kinconecta/support-contracts'
import type { FastifyInstance } from 'fastify'

// Escapes beyond ASCII, and malformed ones. Queries without them need no further check.
const BEYOND_ASCII = /%(?![0-7][\da-f])/i

/**
 * Refuses requests with REQUEST_MALFORMED if their query cannot be decoded. The parser would leave the whole value
 * encoded, and a filter would match other text than intended.
 */
export function refuseUndecodableQueries(app: FastifyInstance): void {
  app.addHook('onRequest', ({ url }, _reply, done) => {
    const start = url.indexOf('?')
    const isValid = start < 0 || !BEYOND_ASCII.test(url) || isDecodable(url.slice(start))
    done(isValid ? undefined : undecodable())
  })
}

function isDecodable(query: string): boolean {
  try {
    decodeURIComponent(query)
    return true
  } catch {
    return false
  }
}

function undecodable(): SupportError {
  const advice = 'encode é as %C3%A9, and a percent sign as %25'
  return new SupportError('REQUEST_MALFORMED', `The query is not percent-encoded UTF-8; ${advice}`)
}
