import { Agent as HttpAgent, type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps, type RequestOptions } from 'node:https'
import { isIP, type LookupFunction, type Socket } from 'node:net'
import { BoundedBytes } from '../bounded-bytes.ts'
import { type CheckedUrl, portOf } from './outbound-guard.ts'

/** A POST request to a checked URL. */
export interface OutboundRequest {
  to: CheckedUrl
  headers: Record<string, string>
  body: Buffer
  /** Ends the request. */
  signal: AbortSignal
}

/** What the receiver answered. */
export interface OutboundAnswer {
  status: number
  headers: IncomingMessage['headers']
  /** The start of the body: at most 1 KiB. */
  body: Buffer
}

/** Sends requests, and reuses connections for a short time. */
export interface OutboundSender {
  /** Rejects with the error of Node if no valid answer arrives. Redirects are not followed. */
  send(request: OutboundRequest): Promise<OutboundAnswer>
  close(): void
}

const KEPT_BYTES = 1024
const MAX_ANSWER_BYTES = 64 * 1024
const MAX_PIECES = 1_000 // of the body: each costs much more memory and time than its bytes
const MAX_HEADER_BYTES = 16 * 1024
const MAX_INFORMATIONAL = 10
// With the framing of the body, informational responses, trailers and the TLS handshake.
const MAX_RECEIVED_BYTES = 256 * 1024
const IDLE_MS = 4_000 // many servers close idle connections after 5 seconds
const IDLE_SOCKETS_PER_HOST = 8
const IDLE_SOCKETS = 64

/** `certificateAuthority` is for tests: PEM of a certificate to trust instead of those of Node. */
export function outboundSender(certificateAuthority?: string): OutboundSender {
  const options = {
    keepAlive: true,
    maxFreeSockets: IDLE_SOCKETS_PER_HOST,
    maxTotalSockets: Number.POSITIVE_INFINITY,
    timeout: IDLE_MS,
    scheduling: 'lifo',
  } as const
  const agents = {
    http: new HttpAgent(options),
    https: new HttpsAgent({ ...options, maxCachedSessions: IDLE_SOCKETS }),
  }
  return {
    async send(request) {
      try {
        return await sendOnce(request, agents, certificateAuthority)
      } catch (error) {
        // The receiver closed the idle connection while the request was on its way.
        if (!(error instanceof StaleConnection) || request.signal.aborted) throw error
        return sendOnce(request, undefined, certificateAuthority)
      }
    },
    close() {
      agents.http.destroy()
      agents.https.destroy()
    },
  }
}

/** A reused connection was lost before anything of the answer arrived. */
class StaleConnection extends Error {}

interface Agents {
  http: HttpAgent
  https: HttpsAgent
}

function sendOnce(
  { to: { url, addresses }, headers, body, signal }: OutboundRequest,
  agents: Agents | undefined,
  certificateAuthority: string | undefined,
): Promise<OutboundAnswer> {
  const isHttps = url.protocol === 'https:'
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const options: RequestOptions = {
    method: 'POST',
    host,
    lookup: lookupIn(addresses), // not called for an address, which was checked itself
    port: portOf(url),
    path: url.pathname + url.search,
    headers: { ...headers, host: url.host, 'content-length': String(body.length) },
    maxHeaderSize: MAX_HEADER_BYTES,
    signal,
    setHost: false,
    agent: agents ? (isHttps ? agents.https : agents.http) : false,
    ...(isHttps && { servername: isIP(host) === 0 ? host : '', ca: certificateAuthority }),
  }
  return new Promise((resolve, reject) => {
    const request = isHttps ? requestHttps(options) : requestHttp(options)
    request.on('error', (error) => reject(isStale(request, error) ? new StaleConnection() : error))
    boundReceived(request)
    request.on('upgrade', (_, socket) => {
      socket.destroy()
      reject(new Error('The receiver switched protocols'))
    })
    request.on('response', (response) => void readAnswer(response).then(resolve, reject))
    request.end(body)
  })
}

/** Connects to the addresses that were checked, and resolves nothing again. */
function lookupIn(addresses: string[]): LookupFunction {
  const found = addresses.map((address) => ({ address, family: isIP(address) }))
  return (_, { all }, callback) => {
    if (all) callback(null, found)
    else callback(null, found[0]!.address, found[0]!.family)
  }
}

function isStale(request: ClientRequest, error: NodeJS.ErrnoException): boolean {
  return request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE')
}

/** An answer that is not one: its bytes or its informational responses do not end. */
class EndlessAnswer extends Error {
  readonly code = 'HPE_ENDLESS_ANSWER'
}

/**
 * Ends the request after too many informational responses or too many bytes. Node reads both without an end: responses
 * with a status of 1xx, chunk extensions, and line breaks before the status line.
 */
function boundReceived(request: ClientRequest): void {
  let informational = 0
  request.on('information', () => {
    if (++informational > MAX_INFORMATIONAL) request.destroy(new EndlessAnswer())
  })
  request.once('socket', (socket: Socket) => {
    const maxBytes = socket.bytesRead + MAX_RECEIVED_BYTES // the connection may have been used before
    const check = () => {
      if (socket.bytesRead > maxBytes) request.destroy(new EndlessAnswer())
    }
    socket.on('data', check)
    request.once('close', () => socket.off('data', check))
  })
}

/**
 * Reads at most 64 KiB of the body, in at most 1,000 pieces, and keeps its start. Then it closes the connection, and
 * the answer counts as complete.
 */
function readAnswer(response: IncomingMessage): Promise<OutboundAnswer> {
  const { statusCode: status = 0, headers } = response
  const kept = new BoundedBytes(KEPT_BYTES)
  let sizeBytes = 0
  let pieces = 0
  return new Promise((resolve, reject) => {
    const finish = () => resolve({ status, headers, body: kept.bytes() })
    response.on('data', (piece: Buffer) => {
      kept.add(piece)
      sizeBytes += piece.length
      if (sizeBytes < MAX_ANSWER_BYTES && ++pieces < MAX_PIECES) return
      finish()
      response.destroy()
    })
    response.on('end', finish)
    response.on('error', reject)
  })
}
