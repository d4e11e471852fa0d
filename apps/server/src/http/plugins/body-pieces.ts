import { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

// Node allocates several hundred bytes for each chunk of a chunked body, even if the chunk has one byte.
const MAX_PIECES = 1_000
const MIN_AVERAGE_BYTES = 512

// The client can read the error response during this time.
const LINGER_MS = 500

/** The body of a request arrived in too many small pieces. */
export class TooManyPieces extends Error {}

/**
 * Returns the class of the requests of a server: bodies with more than 1,000 pieces must have 512 bytes per piece on
 * average. `refuse` is called once for any other body, and the rest of it is dropped. This covers every reader of a
 * body, also a paused one: Node limits the bytes that wait for a reader, but not the pieces.
 */
export function requestsInFewPieces(refuse: (socket: Socket) => void): typeof IncomingMessage {
  return class extends IncomingMessage {
    #pieces = 0
    #bytes = 0
    #isRefused = false

    override push(piece: Buffer | null): boolean {
      if (this.#isRefused) return false // also at the end: the body is incomplete
      if (piece === null) return super.push(null)
      this.#bytes += piece.length
      if (++this.#pieces <= MAX_PIECES + this.#bytes / MIN_AVERAGE_BYTES) return super.push(piece)
      this.#isRefused = true
      refuse(this.socket)
      return false
    }
  }
}

/** Responds to a body in too many pieces like to a body that is not HTTP, and closes the connection. */
export function refuseManyPieces(app: FastifyInstance, socket: Socket): void {
  app.server.emit('clientError', new TooManyPieces(), socket)
  socket.pause()
  setTimeout(() => socket.destroy(), LINGER_MS).unref()
}

/** Reads bodies that nobody has read when the response is sent: Node would discard them without counting. */
export function countUnreadPieces(app: FastifyInstance): void {
  app.addHook('onSend', ({ raw }, _reply, _payload, done) => {
    if (!raw.complete) raw.resume()
    done()
  })
}
