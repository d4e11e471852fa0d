// The load is written and read by hand on sockets: on a machine with few cores, what a client library takes is taken
// from the server, and hides how servers differ.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export const CONNECTIONS = 32

const HEAD_END = '\r\n\r\n'
const LAST_CHUNK = Buffer.from('0\r\n\r\n')

/** What a round of load came to. */
export interface Round {
  requests: number
  seconds: number
  /** How long each request took, ascending. */
  latenciesMs: number[]
}

/** Requests as they go over the wire: the headers, which are the same for all, are put together once. */
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
 * Sends requests over 32 connections for `seconds`, each as soon as the one before is answered. An answer with another
 * status than `expected` ends it.
 */
export async function sendLoad(url: string, seconds: number, next: () => string, expected = 200): Promise<Round> {
  const sockets = await Promise.all(Array.from({ length: CONNECTIONS }, () => open(url)))
  const latenciesMs: number[] = []
  const started = performance.now()
  const until = started + seconds * 1000
  await Promise.all(sockets.map((socket) => keepAsking(socket, next, expected, until, latenciesMs)))
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

function keepAsking(
  socket: Socket,
  next: () => string,
  expected: number,
  until: number,
  latenciesMs: number[],
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const answer = new Answer()
  let sent = performance.now()
  socket.on('error', reject)
  socket.on('close', () => reject(new Error('The server closed the connection')))
  socket.on('data', (chunk: Buffer) => {
    const isWhole = answer.take(chunk)
    if (answer.status !== 0 && answer.status !== expected) {
      return reject(new Error(`${answer.status} instead of ${expected}: ${String(chunk)}`))
    }
    if (!isWhole) return
    const now = performance.now()
    latenciesMs.push(now - sent)
    if (now >= until) return resolve()
    sent = now
    socket.write(next())
  })
  socket.write(next())
  return promise
}

/** Answers that come one after the other over a connection: tells when each is whole. */
class Answer {
  /** Of the answer that is coming; 0 while nothing is known of it. */
  status = 0
  #isWhole = true
  #received: Buffer = Buffer.alloc(0)
  #missingBytes = 0

  /** Takes what has come, and tells whether the answer is whole with it. */
  take(chunk: Buffer): boolean {
    if (this.#isWhole) this.status = 0
    this.#isWhole = this.#missingBytes > 0 ? this.#isWholeWith(chunk) : this.#isWholeFrom(chunk)
    return this.#isWhole
  }

  #isWholeWith(chunk: Buffer): boolean {
    this.#missingBytes -= chunk.length
    return this.#missingBytes === 0
  }

  /** While its length is not known. Without one it goes up to the last chunk. */
  #isWholeFrom(chunk: Buffer): boolean {
    const received = this.#received.length > 0 ? Buffer.concat([this.#received, chunk]) : chunk
    const headEnd = received.indexOf(HEAD_END)
    const head = received.toString('latin1', 0, Math.max(headEnd, 0))
    if (head !== '') this.status = Number(head.slice(9, 12))
    const length = /content-length: (\d+)/i.exec(head)?.[1]
    this.#received = Buffer.alloc(0)
    if (length !== undefined) return this.#isWholeAt(headEnd + HEAD_END.length + Number(length), received)
    const isWhole = head !== '' && received.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK)
    if (!isWhole) this.#received = received
    return isWhole
  }

  #isWholeAt(bytes: number, received: Buffer): boolean {
    this.#missingBytes = bytes - received.length
    return this.#missingBytes === 0
  }
}
