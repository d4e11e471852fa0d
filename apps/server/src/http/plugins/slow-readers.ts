import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

const LOOK_EVERY_MS = 1_000

interface Watched {
  sentBytes: number
  sinceMs: number
}

/** Streams that are being sent; their source may be what stalls. */
export type OpenStreams = Pick<Set<Socket>, 'has'>

/**
 * Ends connections on which an answer makes no progress for `stallMs`. A slow reader that takes a byte now and then may
 * take long. Node's own socket timeout is not used: it notices a stalled write only in its second period, and also ends
 * uploads that wait for the database.
 */
export function endStalledAnswers(app: FastifyInstance, stallMs: number, streams: OpenStreams): void {
  const sockets = new Map<Socket, Watched | undefined>()
  app.server.on('connection', (socket) => {
    sockets.set(socket, undefined)
    socket.once('close', () => sockets.delete(socket))
  })
  const look = () => {
    const nowMs = performance.now()
    for (const [socket, watched] of sockets) {
      const sentBytes = sentBytesOf(socket)
      if (socket.writableLength === 0 && !streams.has(socket)) {
        if (watched) sockets.set(socket, undefined)
      } else if (watched?.sentBytes !== sentBytes) {
        sockets.set(socket, { sentBytes, sinceMs: nowMs })
      } else if (nowMs - watched.sinceMs >= stallMs) {
        socket.resetAndDestroy() // a plain end would leave the unsent bytes with the kernel
      }
    }
  }
  const timer = setInterval(look, Math.min(LOOK_EVERY_MS, stallMs / 4)).unref()
  app.addHook('onClose', async () => clearInterval(timer))
}

/** The bytes that the kernel has taken. Node has no public property that counts a write while it is under way. */
function sentBytesOf(socket: Socket): number {
  const { _handle: handle } = socket as Socket & { _handle?: { bytesWritten: number; writeQueueSize: number } | null }
  return handle ? handle.bytesWritten - handle.writeQueueSize : -1
}
