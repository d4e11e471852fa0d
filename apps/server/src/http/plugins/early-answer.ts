import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { FastifyReply } from 'fastify'

// Closing a connection with unread bytes resets it, and the client could lose the response.
const LINGER_MS = 5_000

/**
 * Sends a response that does not depend on the body. If the body has not arrived yet, the response is sent at once with
 * `Connection: close`; the connection stays open until the body has been received and discarded, at most 5 seconds.
 */
export function sendWithoutBody(reply: FastifyReply, text: string): FastifyReply {
  const { raw } = reply.request
  if (!isBodyPending(raw)) return reply.send(text)
  reply.header('connection', 'close')
  if (raw.method === 'HEAD') return reply.send(text)
  reply.header('content-length', Buffer.byteLength(text))
  return reply.send(Readable.from(textThenBody(text, raw), { objectMode: false }))
}

function isBodyPending({ complete, headers }: IncomingMessage): boolean {
  return !complete && (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0)
}

async function* textThenBody(text: string, body: IncomingMessage): AsyncGenerator<string> {
  yield text
  body.resume()
  await finished(body, { writable: false, signal: AbortSignal.timeout(LINGER_MS) }).catch(() => {})
}
