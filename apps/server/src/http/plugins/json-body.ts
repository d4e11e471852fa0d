import { isUtf8 } from 'node:buffer'
import { SupportError } from '@kinconecta/support-contracts'
import type { FastifyInstance, FastifyRequest } from 'fastify'

const MAX_NESTING = 20
const BYTE_ORDER_MARK = Buffer.from('\uFEFF')

/**
 * Makes `app` take JSON bodies and no others. An empty body is no body, and a byte order mark before it is
 * ignored, as RFC 8259 allows; bytes that are not UTF-8 are refused instead
 * of being replaced in silence. A `__proto__` is harmless: JSON.parse makes it an ordinary member, which the contract
 * drops like any it does not know.
 */
export function takeJsonBodies(app: FastifyInstance, parse: (text: string) => unknown = JSON.parse): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    const json = body.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK)
      ? body.subarray(BYTE_ORDER_MARK.length)
      : body
    if (json.length === 0) return done(null, undefined)
    const strange = strangeEncoding(request)
    if (strange) return done(new SupportError('UNSUPPORTED_MEDIA_TYPE', `${strange} is not taken; send plain UTF-8`))
    if (!isUtf8(json)) return done(new SupportError('REQUEST_MALFORMED', 'The body is not UTF-8'))
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

/** Names what of a body's encoding is not taken, if anything. */
export function strangeEncoding({ headers }: FastifyRequest): string | undefined {
  const encoding = headers['content-encoding'] ?? 'identity'
  if (encoding !== 'identity') return 'This Content-Encoding'
  const charset = /;\s*charset="?([^";\s]+)/i.exec(headers['content-type'] ?? '')?.[1] ?? 'utf-8'
  return /^(utf-?8|us-ascii)$/i.test(charset) ? undefined : 'This charset'
}

const [QUOTE, BACKSLASH] = ['"', '\\'].map((text) => text.charCodeAt(0))
const OPENING = new Set(Buffer.from('{['))
const CLOSING = new Set(Buffer.from('}]'))

/** Whether objects and arrays in this JSON are nested deeper than `max`; what is in strings does not count. */
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
