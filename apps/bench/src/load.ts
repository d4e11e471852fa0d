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
  p99Ms: number
}

/** A request as it goes over the wire. */
export function requestText(method: string, path: string, headers: Record<string, string> = {}, body = ''): string {
  const all = { host: 'localhost', ...headers, ...(body && { 'content-length': String(Buffer.byteLength(body)) }) }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`
}

/**
 * Sends requests over 32 connections for `seconds`, each as soon as the one before is answered. An answer with another
 * status than `expected` ends it.
 */
export async function sendLoad(url: string, seconds: number, next: () => string, expected: number): Promise<Round> {
  const sockets = await Promise.all(Array.from({ length: CONNECTIONS }, () => open(url)))
  const latencies: number[] = []
  const started = performance.now()
  const until = started + seconds * 1000
  await Promise.all(sockets.map((socket) => keepAsking(socket, next, expected, until, latencies)))
  const elapsedS = (performance.now() - started) / 1000
  for (const socket of sockets) socket.destroy()
  latencies.sort((a, b) => a - b)
  return { requests: latencies.length, seconds: elapsedS, p99Ms: latencies[Math.floor(latencies.length * 0.99)] ?? 0 }
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
  latencies: number[],
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let sent = performance.now()
  let received: Buffer | undefined
  socket.on('error', reject)
  socket.on('close', () => reject(new Error('The server closed the connection')))
  socket.on('data', (chunk: Buffer) => {
    received = received ? Buffer.concat([received, chunk]) : chunk
    if (!isWhole(received)) return
    const status = Number(received.toString('latin1', 9, 12))
    if (status !== expected) return reject(new Error(`${status} instead of ${expected}: ${String(received)}`))
    received = undefined
    const now = performance.now()
    latencies.push(now - sent)
    if (now >= until) return resolve()
    sent = now
    socket.write(next())
  })
  socket.write(next())
  return promise
}

/** Whether these bytes are all of an answer: as many as it says, or up to the last chunk. */
function isWhole(answer: Buffer): boolean {
  const headEnd = answer.indexOf(HEAD_END)
  if (headEnd === -1) return false
  const head = answer.toString('latin1', 0, headEnd)
  const length = /content-length: (\d+)/i.exec(head)?.[1]
  if (length !== undefined) return answer.length >= headEnd + HEAD_END.length + Number(length)
  return answer.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK)
}
