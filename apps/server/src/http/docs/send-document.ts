import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { entityTagOf, isNamedBy } from '../shared/entity-tags.ts'
import type { ResponseHeaders } from '../plugins/security-headers.ts'

/** A text that is the same for every caller. All responses share its bytes. */
export interface Document {
  body: Buffer
  tag: string
  headers: ResponseHeaders
}

/** Creates a document that clients and proxies may cache for `maxAgeS` seconds. The default is five minutes. */
export function documentOf(text: string, type: string, headers: ResponseHeaders = {}, maxAgeS = 300): Document {
  const body = Buffer.from(text)
  const tag = createHash('sha256').update(body).digest('base64url').slice(0, 22)
  const caching = { 'cache-control': `public, max-age=${maxAgeS}`, vary: 'Origin', etag: entityTagOf(tag) }
  return { body, tag, headers: { 'content-type': `${type}; charset=utf-8`, ...caching, ...headers } }
}

/** Sends the document, or 304 if the caller has it. */
export function sendDocument(request: FastifyRequest, reply: FastifyReply, document: Document): FastifyReply {
  const isKnown = isNamedBy(request.headers['if-none-match'], document.tag)
  reply.headers(document.headers)
  return isKnown ? reply.code(304).send() : reply.send(document.body)
}
