import { isUtf8 } from 'node:buffer'
import { SupportError } from '@kinconecta/support-contracts'
import type { FastifyInstance } from 'fastify'
import { unsupportedEncoding } from '../shared/unsupported-encoding.ts'

const MAX_NESTING = 20
const BYTE_ORDER_MARK = Buffer.from('\uFEFF')

/**
 * Makes `app` accept JSON bodies only. An empty body counts as no body, and a byte order mark is ignored, as RFC 8259
 * allows. Bytes that are not UTF-8 are refused, not silently replaced. A `__proto__` key is harmless: JSON.parse makes
 * it an ordinary field, which the contract drops like every unknown field.
 */
export function acceptJsonBodies(app: FastifyInstance, parse: (text: string) => unknown = JSON.parse): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    const json = startsWithMark(body) ? body.subarray(BYTE_ORDER_MARK.length) : body
    if (json.length === 0) return done(null, undefined)
    const unsupported = unsupportedEncoding(request)
    if (unsupported) {
      return done(new SupportError('UNSUPPORTED_MEDIA_TYPE', `${unsupported} is not supported; send plain UTF-8`))
    }
    if (!isUtf8(json)) return done(new SupportError('REQUEST_MALFORMED', 'The body is not UTF-8'))
    // tRPC's library would ignore a second mark, which is not JSON.
    if (startsWithMark(json)) return done(new SupportError('REQUEST_MALFORMED', 'The body is not valid JSON'))
    if (isDeeperThan(MAX_NESTING, json)) {
      return done(new SupportError('REQUEST_MALFORMED', `The body is nested more than ${MAX_NESTING} levels deep`))
    }
    try {
      return done(null, parse(json.toString()))
    } catch {
      return done(new SupportError('REQUEST_MALFORMED', 'The body is not valid JSON'))
    }
  })
}

function startsWithMark(body: Buffer): boolean {
  return body.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK)
}

const [QUOTE, BACKSLASH] = ['"', '\\'].map((text) => text.charCodeAt(0))
const OPENING = new Set(Buffer.from('{['))
const CLOSING = new Set(Buffer.from('}]'))

/** Whether objects and arrays in this JSON are nested deeper than `max`. Brackets in strings do not count. */
function isDeeperThan(max: number, json: Buffer): boolean {
  let depth = 0
  let isInString = false
  for (let index = 0; index < json.length; index++) {
    const byte = json[index]!
    if (byte === QUOTE) isInString = !isInString
    else if (isInString && byte === BACKSLASH) index++
    else if (!isInString && OPENING.has(byte) && ++depth > max) return true
    else if (!isInString && CLOSING.has(byte)) depth--
  }
  return false
}
