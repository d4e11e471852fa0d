import type { Socket } from 'node:net'
import { SupportError } from '@kinconecta/support-contracts'
import type { FastifyRequest } from 'fastify'
import type { BodyTimeouts } from '../../files/files.ts'

// Unread bytes are received and discarded for at most this time, so that the client can read the error response.
const LINGER_MS = 5_000

const withOwnTimeouts = new WeakSet<Socket>()

/** Returns whether the body that arrives on this connection has its own timeouts ({@link readBody}). */
export function hasOwnTimeouts(socket: Socket): boolean {
  return withOwnTimeouts.has(socket)
}

/**
 * Passes the body of the request to `read` as it arrives, and returns its result. Rejects with REQUEST_TIMEOUT if the
 * body stalls for `stallMs` or takes longer than `totalMs`, and with REQUEST_MALFORMED if the client ends the
 * connection before the body is complete. Bytes that `read` does not consume are discarded.
 */
export async function readBody<Result>(
  { raw, socket }: FastifyRequest,
  timeouts: BodyTimeouts,
  read: (body: AsyncIterable<Buffer>) => Promise<Result>,
): Promise<Result> {
  const chunks = (raw.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>)[Symbol.asyncIterator]()
  withOwnTimeouts.add(socket)
  const broken = Promise.withResolvers<never>()
  broken.promise.catch(() => {}) // it may reject while no read is pending
  const onEnd = () => {
    if (!raw.complete) broken.reject(new SupportError('REQUEST_MALFORMED', 'The body is incomplete'))
  }
  socket.once('end', onEnd)
  try {
    return await read(timed(chunks, timeouts, broken.promise))
  } finally {
    socket.off('end', onEnd)
    // Not awaited: if the body stalls, the iterator returns only when the connection ends.
    chunks.return?.().catch(() => {})
    if (!raw.readableEnded) setImmediate(() => discardRest(raw, socket)) // after the iterator has released the stream
    withOwnTimeouts.delete(socket)
  }
}

async function* timed(
  chunks: AsyncIterator<Buffer>,
  { stallMs, totalMs }: BodyTimeouts,
  broken: Promise<never>,
): AsyncGenerator<Buffer> {
  const deadline = Date.now() + totalMs
  for (;;) {
    const chunk = await inTime([chunks.next(), broken], Math.min(stallMs, deadline - Date.now()))
    if (chunk.done) return
    yield chunk.value
  }
}

async function inTime<Value>(promises: Promise<Value>[], ms: number): Promise<Value> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new SupportError('REQUEST_TIMEOUT')), Math.max(ms, 0))
  try {
    return await Promise.race([...promises, late.promise])
  } finally {
    clearTimeout(timer)
  }
}

function discardRest(raw: FastifyRequest['raw'], socket: Socket): void {
  const timer = setTimeout(() => socket.destroy(), LINGER_MS)
  raw.once('close', () => clearTimeout(timer))
  raw.once('end', () => clearTimeout(timer))
  raw.on('error', () => {})
  raw.resume()
}
