// The load is written to sockets without a client library. On a machine with few cores, the CPU time of a library would
// be missing for the server and hide the differences between servers.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export const CONNECTIONS = 32

const HEAD_END = '\r\n\r\n'
const LAST_CHUNK = Buffer.from('0\r\n\r\n')

/** The result of a round of load. */
export interface Round {
  requests: number
  seconds: number
  /** The duration of each request, ascending. */
  latenciesMs: number[]
}

/** Returns a function that creates requests as raw text. The common headers are assembled once. */
export function requester(
  method: string,
  headers: Record<string, string> = {},
): (path: string, body?: string, more?: string) => string {
  const lines = Object.entries({ host: 'localhost', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`)
  const head = ` HTTP/1.1\r\n${lines.join('')}`
  return (path, body, more = '') => {
    const length = body === undefined ? '' : `content-length: ${Buffer.byteLength(body)}\r\n`
    return `${method} ${path}${head}${more}${length}\r\n${body ?? ''}`
  }
}

/**
 * Sends requests over 32 connections for `seconds`. Each connection sends the next request after the response to the
 * previous one. Rejects if the status of a response is not `expected`.
 */
export async function sendLoad(url: string, seconds: number, next: () => string, expected = 200): Promise<Round> {
  const sockets = await Promise.all(Array.from({ length: CONNECTIONS }, () => open(url)))
  const latenciesMs: number[] = []
  const started = performance.now()
  const until = started + seconds * 1000
  await Promise.all(sockets.map((socket) => sendContinuously(socket, next, expected, until, latenciesMs)))
  const elapsedS = (performance.now() - started) / 1000
  for (const socket of sockets) socket.destroy()
  return { requests: latenciesMs.length, seconds: elapsedS, latenciesMs: latenciesMs.toSorted((a, b) => a - b) }
}

async function open(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), noDelay: true })
  await once(socket, 'connect')
  return socket
}

function sendContinuously(
  socket: Socket,
  next: () => string,
  expected: number,
  until: number,
  latenciesMs: number[],
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const response = new ResponseParser()
  let sent = performance.now()
  socket.on('error', reject)
  socket.on('close', () => reject(new Error('The server closed the connection')))
  socket.on('data', (chunk: Buffer) => {
    const isComplete = response.add(chunk)
    if (response.status !== 0 && response.status !== expected) {
      return reject(new Error(`${response.status} instead of ${expected}: ${String(chunk)}`))
    }
    if (!isComplete) return
    const now = performance.now()
    latenciesMs.push(now - sent)
    if (now >= until) return resolve()
    sent = now
    socket.write(next())
  })
  socket.write(next())
  return promise
}

/** Parses the consecutive responses of a connection and detects when each is complete. */
class ResponseParser {
  /** The status of the current response; 0 while it is unknown. */
  status = 0
  #isComplete = true
  #received: Buffer = Buffer.alloc(0)
  #missingBytes = 0

  /** Adds received bytes. Returns whether they complete the current response. */
  add(chunk: Buffer): boolean {
    if (this.#isComplete) this.status = 0
    this.#isComplete = this.#missingBytes > 0 ? this.#addBody(chunk) : this.#addHead(chunk)
    return this.#isComplete
  }

  #addBody(chunk: Buffer): boolean {
    this.#missingBytes -= chunk.length
    return this.#missingBytes === 0
  }

  /** Adds bytes while the length is unknown. A response without Content-Length ends with its last chunk. */
  #addHead(chunk: Buffer): boolean {
    const received = this.#received.length > 0 ? Buffer.concat([this.#received, chunk]) : chunk
    const headEnd = received.indexOf(HEAD_END)
    const head = received.toString('latin1', 0, Math.max(headEnd, 0))
    if (head !== '') this.status = Number(head.slice(9, 12))
    const length = /content-length: (\d+)/i.exec(head)?.[1]
    this.#received = Buffer.alloc(0)
    if (length !== undefined) return this.#isCompleteAt(headEnd + HEAD_END.length + Number(length), received)
    const isComplete = head !== '' && received.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK)
    if (!isComplete) this.#received = received
    return isComplete
  }

  #isCompleteAt(bytes: number, received: Buffer): boolean {
    this.#missingBytes = bytes - received.length
    return this.#missingBytes === 0
  }
}
