import { type Actor, type OperationPath, SupportError } from '@kinconecta/support-contracts'
import type { CurrentActor } from '../platform/identity/current-actors.ts'
import { OpenStream } from './open-stream.ts'

/** How many streams there may be, and for how long. */
export interface StreamBounds {
  perCaller: number
  inTotal: number
  /** A stream is ended after so long; its client reconnects. */
  maxMs: number
  /** How often to check that the caller still has access. */
  checkMs: number
  /** A stream is ended if its caller cannot be checked for so long, because the database cannot be reached. */
  uncheckedMs: number
  /** How often to send a comment over REST, so that proxies keep the connection. */
  heartbeatMs: number
}

export const STREAM_BOUNDS: StreamBounds = {
  perCaller: 20,
  inTotal: 2_000,
  maxMs: 900_000,
  checkMs: 1_000,
  uncheckedMs: 30_000,
  heartbeatMs: 15_000,
}

/** A caller that opens a stream, and its connection. */
export interface StreamClient {
  actor: Actor
  /** Aborts when the client is gone. */
  signal: AbortSignal | undefined
  /** Closes the connection, unless everything was sent. */
  breakOff?: (() => void) | undefined
}

/** The streams of this process. Ends those whose caller has lost access, and those that have been open for long. */
export class OpenStreams {
  readonly #bounds: StreamBounds
  readonly #currentActor: CurrentActor
  readonly #streams = new Set<OpenStream>()
  readonly #byCaller = new Map<string, number>()
  readonly #timer: NodeJS.Timeout
  #isClosed = false

  constructor(bounds: StreamBounds, currentActor: CurrentActor) {
    this.#bounds = bounds
    this.#currentActor = currentActor
    this.#timer = setInterval(() => this.#checkAll(), bounds.checkMs).unref()
  }

  /** Opens a stream for a caller that has access to these operations now, which is checked as long as it is open. */
  async open(client: StreamClient, operations: readonly OperationPath[]): Promise<OpenStream> {
    const stream = this.#add(client, operations)
    await stream.check(this.#currentActor, this.#bounds.uncheckedMs)
    const { reason, aborted } = stream.signal
    if (aborted && !(reason instanceof DOMException)) throw reason
    return stream
  }

  /** Ends all streams; no more can be opened. */
  close(): void {
    this.#isClosed = true
    clearInterval(this.#timer)
    for (const stream of this.#streams) stream.cutOff()
  }

  /** Counts a stream until it ends. */
  #add({ actor, signal, breakOff = () => {} }: StreamClient, operations: readonly OperationPath[]): OpenStream {
    const own = this.#byCaller.get(actor.id) ?? 0
    if (this.#isClosed) throw new SupportError('NOT_READY', 'The service is stopping')
    if (own >= this.#bounds.perCaller) throw new SupportError('TOO_MANY_CALLS', `At most ${own} streams; close one`)
    if (this.#streams.size >= this.#bounds.inTotal) throw new SupportError('TOO_MANY_OPEN_ANSWERS')
    const stream = new OpenStream(actor, operations, breakOff)
    this.#streams.add(stream)
    this.#byCaller.set(actor.id, own + 1)
    stream.signal.addEventListener('abort', () => this.#remove(stream), { once: true })
    if (signal?.aborted) stream.end()
    else signal?.addEventListener('abort', () => stream.end(), { once: true })
    return stream
  }

  #remove(stream: OpenStream): void {
    this.#streams.delete(stream)
    const own = this.#byCaller.get(stream.actor.id)! - 1
    if (own > 0) this.#byCaller.set(stream.actor.id, own)
    else this.#byCaller.delete(stream.actor.id)
  }

  #checkAll(): void {
    const oldestMs = performance.now() - this.#bounds.maxMs
    for (const stream of this.#streams) {
      if (stream.openedMs <= oldestMs) stream.end()
      else void stream.check(this.#currentActor, this.#bounds.uncheckedMs)
    }
  }
}
