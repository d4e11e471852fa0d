import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import { SupportError } from '@kinconecta/support-contracts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { OpenStreams } from './slow-readers.ts'

declare module 'fastify' {
  interface FastifyReply {
    /** The number of calls in this response of tRPC's handler, and how many of them are lists. */
    libraryCalls: { all: number; lists: number }
  }
}

/** Limits for responses that clients have not read completely. */
export interface AnswerBounds {
  /** A response that makes no progress for this time is ended, in ms. */
  stallMs: number
  /** The unread bytes of one caller. A single response may be larger. */
  bytesPerCaller: number
  bytesInTotal: number
}

const KIB = 1024
const MIB = 1024 * KIB

/** The default limits. */
export const ANSWER_BOUNDS: AnswerBounds = { stallMs: 30_000, bytesPerCaller: 32 * MIB, bytesInTotal: 128 * MIB }

// Smaller responses fit into the buffers of the connection and are not counted.
const SMALL_BYTES = 16 * KIB
// The maximum size of a page. A list that is sent whole has up to three pages in memory.
const LIST_STREAM_BYTES = 4 * MIB
// A result of tRPC's handler that is not a list: few tickets are larger. Results are in memory until they are read.
const LIBRARY_RESULT_BYTES = 64 * KIB
// A file has one chunk in memory.
const FILE_STREAM_BYTES = 128 * KIB

/**
 * Counts the bytes of responses that have not been sent completely. Refuses calls over the limits with
 * TOO_MANY_OPEN_ANSWERS before they do any work. Reads are also refused after their work, but changes are not: a
 * committed change must be reported as successful. `app` is a scope whose requests have an actor. Returns the sockets
 * on which a stream is being sent.
 */
export function boundOpenAnswers(app: FastifyInstance, bounds: AnswerBounds): OpenStreams {
  const open = new OpenAnswers(bounds)
  const streams = new Set<Socket>()
  const onceClosed = closedWithConnection()
  app.decorateReply('libraryCalls', null as never)
  app.addHook('preParsing', (request, _reply, _payload, done) => {
    done(open.isOver(request.actor.id, 0) ? tooManyOpenAnswers() : null)
  })
  app.addHook('onSend', (request, reply, payload, done) => {
    const { socket } = request
    const bytes = bytesOf(payload, reply)
    if (bytes <= SMALL_BYTES || socket.destroyed) return done()
    const isRead = request.method === 'GET' && reply.statusCode < 400
    if (isRead && open.isOver(callerOf(request), bytes)) return refuse(payload, reply, done)
    const remove = open.add(callerOf(request), bytes)
    if (payload instanceof Readable) streams.add(socket)
    onceClosed(reply.raw, socket, () => {
      remove()
      streams.delete(socket)
    })
    done()
  })
  return streams
}

/**
 * Returns a function that calls `release` once, when the response or its connection closes. A response that waits
 * behind others on its connection emits no event if the connection closes.
 */
function closedWithConnection(): (response: ServerResponse, socket: Socket, release: () => void) => void {
  const releasesOf = new WeakMap<Socket, Set<() => void>>()
  return (response, socket, release) => {
    let releases = releasesOf.get(socket)
    if (!releases) {
      const all = new Set<() => void>()
      socket.once('close', () => all.forEach((each) => each()))
      releasesOf.set(socket, (releases = all))
    }
    const releaseOnce = () => {
      if (releases.delete(releaseOnce)) release()
    }
    releases.add(releaseOnce)
    response.once('close', releaseOnce)
  }
}

/** Counts the unread bytes by caller. */
class OpenAnswers {
  readonly #byCaller = new Map<string, number>()
  readonly #bounds: AnswerBounds
  #total = 0

  constructor(bounds: AnswerBounds) {
    this.#bounds = bounds
  }

  /**
   * Whether `bytes` more would exceed a limit. A caller without an open response may have one of any size, so that a
   * few callers that do not read cannot block the others. This exception ends at twice the total limit.
   */
  isOver(caller: string, bytes: number): boolean {
    const own = this.#byCaller.get(caller) ?? 0
    if (own === 0) return bytes > SMALL_BYTES && this.#total > 2 * this.#bounds.bytesInTotal
    return own + bytes > this.#bounds.bytesPerCaller || this.#total + bytes > this.#bounds.bytesInTotal
  }

  /** Counts the bytes until the returned function is called. */
  add(caller: string, bytes: number): () => void {
    this.#change(caller, bytes)
    return () => this.#change(caller, -bytes)
  }

  #change(caller: string, bytes: number): void {
    const own = (this.#byCaller.get(caller) ?? 0) + bytes
    this.#total += bytes
    if (own > 0) this.#byCaller.set(caller, own)
    else this.#byCaller.delete(caller)
  }
}

function bytesOf(payload: unknown, reply: FastifyReply): number {
  if (isEventStream(payload, reply)) return 0 // it may be open for long, and has bounds of its own
  if (typeof payload === 'string') return payload.length > SMALL_BYTES / 4 ? Buffer.byteLength(payload) : payload.length
  if (payload instanceof Readable) return reply.hasHeader('content-length') ? FILE_STREAM_BYTES : LIST_STREAM_BYTES
  if (payload instanceof Response) {
    const { all, lists } = reply.libraryCalls
    return lists * LIST_STREAM_BYTES + (all - lists) * LIBRARY_RESULT_BYTES
  }
  return payload instanceof Uint8Array ? payload.byteLength : 0
}

/** Whether this answer is a stream of events, over any transport. */
export function isEventStream(payload: unknown, reply: FastifyReply): boolean {
  const type = payload instanceof Response ? payload.headers.get('content-type') : reply.getHeader('content-type')
  return String(type).startsWith('text/event-stream')
}

/** A request that was refused before its caller was known has no actor. */
function callerOf(request: FastifyRequest): string {
  return (request.actor as FastifyRequest['actor'] | null)?.id ?? 'unknown'
}

function refuse(payload: unknown, reply: FastifyReply, done: (error: Error) => void): void {
  if (payload instanceof Readable) payload.destroy()
  // The route may have set a serializer for the response that the refusal replaces.
  reply.serializer((body: unknown) => (typeof body === 'string' ? body : JSON.stringify(body)))
  for (const name of ['etag', 'link', 'x-total-count', 'content-length']) reply.removeHeader(name)
  done(tooManyOpenAnswers())
}

function tooManyOpenAnswers(): SupportError {
  return new SupportError('TOO_MANY_OPEN_ANSWERS', 'Read or close the open responses first, then try again')
}
