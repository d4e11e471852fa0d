import { type Actor, authorize, type OperationPath, SupportError } from '@kinconecta/support-contracts'
import type { CurrentActor } from '../platform/identity/current-actors.ts'

/** How many streams there may be, and for how long. */
export interface StreamBounds {
  perCaller: number
  inTotal: number
  /** A stream is ended after so long; its client reconnects. */
  maxMs: number
  /** How often to check that the caller still has access. */
  checkMs: number
}

export const STREAM_BOUNDS: StreamBounds = { perCaller: 20, inTotal: 2_000, maxMs: 900_000, checkMs: 1_500 }

interface OpenStream {
  actor: Actor
  /** The operations that the caller must have access to. */
  operations: readonly OperationPath[]
  openedMs: number
  ending: AbortController
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

  /** Opens a stream for a caller that has access now. The result aborts when the stream has to end. */
  async open(
    actor: Actor,
    operations: readonly OperationPath[],
    client: AbortSignal | undefined,
  ): Promise<AbortController> {
    const stream = this.#add(actor, operations, client)
    await this.#check(stream)
    const { reason, aborted } = stream.ending.signal
    if (aborted && reason instanceof SupportError) throw reason
    return stream.ending
  }

  /** Counts a stream until it ends. */
  #add(actor: Actor, operations: readonly OperationPath[], client: AbortSignal | undefined): OpenStream {
    const own = this.#byCaller.get(actor.id) ?? 0
    if (this.#isClosed) throw new SupportError('NOT_READY', 'The service is stopping')
    if (own >= this.#bounds.perCaller) throw new SupportError('TOO_MANY_CALLS', `At most ${own} streams; close one`)
    if (this.#streams.size >= this.#bounds.inTotal) throw new SupportError('TOO_MANY_OPEN_ANSWERS')
    const ending = new AbortController()
    const stream = { actor, operations, openedMs: performance.now(), ending }
    this.#streams.add(stream)
    this.#byCaller.set(actor.id, own + 1)
    ending.signal.addEventListener('abort', () => this.#remove(stream), { once: true })
    if (client?.aborted) ending.abort()
    else client?.addEventListener('abort', () => ending.abort(), { once: true })
    return stream
  }

  /** Ends all streams; no more can be opened. */
  close(): void {
    this.#isClosed = true
    clearInterval(this.#timer)
    for (const { ending } of this.#streams) ending.abort()
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
      if (stream.openedMs <= oldestMs) stream.ending.abort()
      else void this.#check(stream)
    }
  }

  async #check({ actor, operations, ending }: OpenStream): Promise<void> {
    try {
      const current = await this.#currentActor(actor)
      if (!current) throw new SupportError('TOKEN_INVALID')
      for (const operation of operations) authorize(current, operation)
    } catch (error) {
      ending.abort(error) // without an answer there is no access
    }
  }
}
