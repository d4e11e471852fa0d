import type { Socket } from 'node:net'
import { SupportError } from '@kinconecta/support-contracts'
import type { FastifyRequest } from 'fastify'
import type { BodyTimeouts } from '../../files/files.ts'

// What still comes after a refusal is thrown away for so long, so that the sender gets to read it.
const LINGER_MS = 5_000

const withOwnTimeouts = new WeakSet<Socket>()

/** Whether the request that is arriving on this connection has bounds of its own instead of the server's. */
export function hasOwnTimeouts(socket: Socket): boolean {
  return withOwnTimeouts.has(socket)
}

/**
 * Gives `read` the body of the request as it arrives. Rejects with REQUEST_TIMEOUT if it stalls or takes too long,
 * and with REQUEST_MALFORMED if its sender stops in the middle; what `read` has left is thrown away.
 */
export async function readBody<Result>(
  { raw, socket }: FastifyRequest,
  timeouts: BodyTimeouts,
  read: (body: AsyncIterable<Buffer>) => Promise<Result>,
): Promise<Result> {
  const chunks = (raw.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>)[Symbol.asyncIterator]()
  withOwnTimeouts.add(socket)
  const broken = Promise.withResolvers<never>()
  broken.promise.catch(() => {}) // it may come when nobody waits for bytes
  const onEnd = () => {
    if (!raw.complete) broken.reject(new SupportError('REQUEST_MALFORMED', 'The body ends early'))
  }
  socket.once('end', onEnd)
  try {
    return await read(timed(chunks, timeouts, broken.promise))
  } finally {
    socket.off('end', onEnd)
    // Not awaited: where the body stalls, the iterator answers only when the connection ends.
    chunks.return?.().catch(() => {})
    if (!raw.readableEnded) setImmediate(() => throwAway(raw, socket)) // once the iterator has let go of it
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

function throwAway(raw: FastifyRequest['raw'], socket: Socket): void {
  const timer = setTimeout(() => socket.destroy(), LINGER_MS)
  raw.once('close', () => clearTimeout(timer))
  raw.once('end', () => clearTimeout(timer))
  raw.on('error', () => {})
  raw.resume()
}
