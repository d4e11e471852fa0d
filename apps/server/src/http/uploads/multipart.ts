import { setImmediate } from 'node:timers/promises'
import { Dicer } from '@fastify/busboy'
import { malformedForm } from './malformed-form.ts'
import { describePart, type PartDescription, type PartHeaders } from './part-headers.ts'

/** One part of a form. Its bytes must be read before the next part; unread bytes are skipped. */
export interface Part extends PartDescription {
  bytes: AsyncIterable<Buffer>
}

/** A part as the parser reports it: its headers first, then its bytes. */
interface ArrivingPart {
  headers: PartHeaders | undefined
  chunks: Buffer[]
  isComplete: boolean
}

const MAX_HEADER_BYTES = 16 * 1024
const MAX_HEADERS = MAX_HEADER_BYTES // MAX_HEADER_BYTES is the limit
// The text before the first boundary and after the last one (RFC 2046).
const MAX_PREAMBLE_BYTES = 16 * 1024
const MAX_EPILOGUE_BYTES = 1024
// The parser creates a stream for each part, and reports all parts of a chunk at once.
const MAX_PENDING_PARTS = 64
const BOUNDARY = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))\s*(?:;|$)/i

/** Returns the boundary in a `Content-Type`. Throws REQUEST_MALFORMED if there is none. */
export function boundaryOf(contentType: string): string {
  const match = BOUNDARY.exec(contentType)
  if (!match) throw malformedForm('Content-Type has no boundary')
  return (match[1] ?? match[2])!
}

/**
 * Yields the parts of a multipart/form-data body (RFC 7578) in order, as they arrive. Only one chunk of the body is in
 * memory. Rejects with REQUEST_MALFORMED if the form is malformed, and with UNSUPPORTED_MEDIA_TYPE if the bytes of a
 * part are encoded.
 */
export async function* partsOf(body: AsyncIterable<Buffer>, boundary: string): AsyncGenerator<Part> {
  const form = new ArrivingForm(body, boundary)
  for (let part = await form.nextPart(); part; part = await form.nextPart()) {
    const bytes = form.bytesOf(part)
    yield { ...describePart(part.headers!), bytes }
    for await (const _ of bytes) continue // skip unread bytes
  }
  await form.skipEpilogue()
}

/** Passes a body to the parser chunk by chunk, only when a reader needs more of it. */
class ArrivingForm {
  readonly #source: AsyncIterator<Buffer>
  readonly #parser: Dicer
  readonly #parts: ArrivingPart[] = []
  #last: ArrivingPart | undefined
  #silentBytes = 0 // passed to the parser since it last emitted an event
  #epilogueBytes = 0
  #isFinished = false
  #failure: Error | undefined

  constructor(body: AsyncIterable<Buffer>, boundary: string) {
    this.#source = body[Symbol.asyncIterator]()
    const limits = { maxHeaderSize: MAX_HEADER_BYTES, maxHeaderPairs: MAX_HEADERS }
    this.#parser = new Dicer({ boundary, ...limits })
    this.#parser.on('part', (stream) => this.#collect(stream))
    this.#parser.on('trailer', ({ length }) => (this.#epilogueBytes += length))
    this.#parser.on('finish', () => (this.#isFinished = true))
    this.#parser.on('error', () => (this.#failure ??= malformedForm('it ends early')))
  }

  async nextPart(): Promise<ArrivingPart | undefined> {
    for (;;) {
      const part = this.#parts[0]
      if (part?.headers) return this.#parts.shift()
      if (part?.isComplete) throw malformedForm('a part has no headers')
      if (!part && this.#isFinished) return undefined
      await this.#more()
    }
  }

  async *bytesOf(part: ArrivingPart): AsyncGenerator<Buffer> {
    for (;;) {
      for (let chunk = part.chunks.shift(); chunk; chunk = part.chunks.shift()) yield chunk
      if (part.isComplete) return
      await this.#more()
    }
  }

  async skipEpilogue(): Promise<void> {
    while (this.#epilogueBytes <= MAX_EPILOGUE_BYTES) {
      const { done, value } = await this.#source.next()
      if (done) return
      this.#epilogueBytes += value.length
    }
    throw malformedForm('there is data after its last boundary')
  }

  #collect(stream: Dicer.PartStream): void {
    if (this.#parts.length >= MAX_PENDING_PARTS) throw malformedForm('it has too many parts')
    if (this.#last) this.#last.isComplete = true
    const part: ArrivingPart = { headers: undefined, chunks: [], isComplete: false }
    this.#last = part
    this.#parts.push(part)
    stream.on('header', (headers) => {
      part.headers = headers as PartHeaders
      this.#silentBytes = 0
    })
    stream.on('data', (chunk: Buffer) => {
      part.chunks.push(chunk)
      this.#silentBytes = 0
    })
    stream.on('end', () => (part.isComplete = true))
    stream.on('error', () => {}) // the parser emits the same error
  }

  async #more(): Promise<void> {
    const { done, value } = await this.#source.next()
    if (done) {
      this.#parser.end()
    } else {
      this.#silentBytes += value.length
      this.#parser.write(value)
    }
    await setImmediate() // the streams of the parser emit their events before this resolves
    if (done && !this.#isFinished) this.#failure ??= malformedForm('it ends early')
    if (this.#silentBytes > MAX_PREAMBLE_BYTES + MAX_HEADER_BYTES + (value?.length ?? 0)) {
      this.#failure ??= malformedForm('its headers or the text before its first boundary are too long')
    }
    if (this.#failure) throw this.#failure
  }
}
