import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

const CHECK_EVERY_MS = 1_000

interface Watched {
  sentBytes: number
  sinceMs: number
}

/** The sockets on which a stream is being sent. They are watched even if no bytes wait: the source may stall. */
export type OpenStreams = Pick<Set<Socket>, 'has'>

/**
 * Resets connections on which a response makes no progress for `stallMs`. A slow client that continues to read is not
 * affected. Node's own socket timeout is not used: it detects a stalled write only in its second period, and it also
 * ends uploads that wait for the database.
 */
export function endStalledAnswers(app: FastifyInstance, stallMs: number, streams: OpenStreams): void {
  const sockets = new Map<Socket, Watched | undefined>()
  app.server.on('connection', (socket) => {
    sockets.set(socket, undefined)
    socket.once('close', () => sockets.delete(socket))
  })
  const checkProgress = () => {
    const nowMs = performance.now()
    for (const [socket, watched] of sockets) {
      const sentBytes = sentBytesOf(socket)
      if (socket.writableLength === 0 && !streams.has(socket)) {
        if (watched) sockets.set(socket, undefined)
      } else if (watched?.sentBytes !== sentBytes) {
        sockets.set(socket, { sentBytes, sinceMs: nowMs })
      } else if (nowMs - watched.sinceMs >= stallMs) {
        socket.resetAndDestroy() // end() would leave the unsent bytes in the kernel
      }
    }
  }
  const timer = setInterval(checkProgress, Math.min(CHECK_EVERY_MS, stallMs / 4)).unref()
  app.addHook('onClose', async () => clearInterval(timer))
}

/** Returns the bytes that the kernel has accepted. No public property of Node counts a write in progress. */
function sentBytesOf(socket: Socket): number {
  const { _handle: handle } = socket as Socket & { _handle?: { bytesWritten: number; writeQueueSize: number } | null }
  return handle ? handle.bytesWritten - handle.writeQueueSize : -1
}
