import { SupportError } from '@kinconecta/support-contracts'
import type { FastifyInstance } from 'fastify'

// Most queries have none, and need no second look.
const BEYOND_ASCII = /%(?![0-7][\da-f])/i

/**
 * Refuses a query that cannot be decoded: the parser would keep the percent signs of the whole value, and a filter
 * would match something else than was meant.
 */
export function refuseUndecodableQueries(app: FastifyInstance): void {
  app.addHook('onRequest', ({ url }, _reply, done) => {
    const start = url.indexOf('?')
    const isSound = start < 0 || !BEYOND_ASCII.test(url) || isDecodable(url.slice(start))
    done(isSound ? undefined : undecodable())
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
  const advice = 'é is written %C3%A9, and a percent sign %25'
  return new SupportError('REQUEST_MALFORMED', `The query is not percent-encoded UTF-8; ${advice}`)
}
