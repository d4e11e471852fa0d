import { isUtf8 } from 'node:buffer'
import { SupportError } from '@kinconecta/support-contracts'
import { parse as parseDisposition } from 'content-disposition'

/** One part of a form. Its bytes have to be read before the next part; what is left of them then is skipped. */
export interface Part {
  name: string
  /** Undefined: the part is not a file. As it was sent, without the folders that some browsers put before it. */
  fileName: string | undefined
  bytes: AsyncIterable<Buffer>
}

const MAX_HEADER_BYTES = 16 * 1024
const MAX_EPILOGUE_BYTES = 1024
const HEADER = /^[!#$%&'*+.^`|~\w-]+:/
const BOUNDARY = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))\s*(?:;|$)/i
const LINE_END = Buffer.from('\r\n')
const HEADERS_END = Buffer.from('\r\n\r\n')

/** The boundary that a `Content-Type` names. */
export function boundaryOf(contentType: string): string {
  const match = BOUNDARY.exec(contentType)
  if (!match) throw malformed('its Content-Type names no boundary')
  return (match[1] ?? match[2])!
}

/**
 * The parts of a multipart/form-data body (RFC 7578), one after the other, as they arrive: nothing is kept, and a form
 * that is not well-formed is refused with REQUEST_MALFORMED where it goes wrong.
 */
export async function* partsOf(body: AsyncIterable<Buffer>, boundary: string): AsyncGenerator<Part> {
  const source = new Bytes(body)
  const delimiter = Buffer.from(`\r\n--${boundary}`)
  await source.expect(delimiter.subarray(LINE_END.length), 'it does not begin with its boundary')
  while (!(await source.isEnd())) {
    const headers = await source.upTo(HEADERS_END, MAX_HEADER_BYTES)
    const bytes = source.stream(delimiter)
    yield { ...describe(headers), bytes }
    for await (const _ of bytes) continue // what the reader has left
  }
  await source.end(MAX_EPILOGUE_BYTES)
}

function describe(headers: Buffer): Pick<Part, 'name' | 'fileName'> {
  const lines = headers.toString().split('\r\n')
  if (!isUtf8(headers) || !lines.every((line) => HEADER.test(line))) throw malformed('a part has a header that is none')
  const dispositions = lines.filter((line) => /^content-disposition:/i.test(line))
  if (dispositions.length !== 1) throw malformed('a part has not exactly one Content-Disposition')
  const { type, parameters } = parseDisposition(dispositions[0]!.slice(dispositions[0]!.indexOf(':') + 1).trim(), {
    multipart: true,
  })
  if (type !== 'form-data' || parameters['name'] === undefined) throw malformed('a part has no name')
  const fileName = parameters['filename']
  return {
    name: parameters['name'],
    fileName: fileName?.slice(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1),
  }
}

function malformed(what: string): SupportError {
  return new SupportError('REQUEST_MALFORMED', `The form cannot be read: ${what}`)
}

/** The bytes of a body, taken from its front. */
class Bytes {
  #held: Buffer = Buffer.alloc(0)
  readonly #source: AsyncIterator<Buffer>

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  async #more(): Promise<void> {
    const { done, value } = await this.#source.next()
    if (done) throw malformed('it breaks off')
    this.#held = this.#held.length === 0 ? value : Buffer.concat([this.#held, value])
  }

  #take(length: number): Buffer {
    const taken = this.#held.subarray(0, length)
    this.#held = this.#held.subarray(length)
    return taken
  }

  async #hold(length: number): Promise<void> {
    while (this.#held.length < length) await this.#more()
  }

  async expect(bytes: Buffer, otherwise: string): Promise<void> {
    await this.#hold(bytes.length)
    if (!this.#take(bytes.length).equals(bytes)) throw malformed(otherwise)
  }

  /** Behind a boundary: whether it was the last one. */
  async isEnd(): Promise<boolean> {
    await this.#hold(2)
    const next = this.#take(2)
    if (next.equals(LINE_END)) return false
    if (next.toString() !== '--') throw malformed('a boundary does not end its line')
    return true
  }

  /** All before `mark`, which is taken away as well. */
  async upTo(mark: Buffer, maxBytes: number): Promise<Buffer> {
    for (;;) {
      const index = this.#held.indexOf(mark)
      if (index > maxBytes || (index < 0 && this.#held.length > maxBytes)) throw malformed('its headers are too long')
      if (index < 0) await this.#more()
      else return this.#take(index + mark.length).subarray(0, index)
    }
  }

  /** Behind the last boundary there may be a little more, which says nothing. */
  async end(maxBytes: number): Promise<void> {
    for (let left = this.#held.length; left <= maxBytes;) {
      const { done, value } = await this.#source.next()
      if (done) return
      left += value.length
    }
    throw malformed('it goes on after its last boundary')
  }

  /** The bytes before `mark`, however many, in pieces as they arrive; `mark` is taken away as well. */
  async *stream(mark: Buffer): AsyncGenerator<Buffer, void> {
    for (;;) {
      const index = this.#held.indexOf(mark)
      const isComplete = index >= 0
      const length = isComplete ? index : this.#held.length - this.#beginningOf(mark)
      if (length > 0) yield this.#take(length)
      if (isComplete) return void this.#take(mark.length)
      await this.#more()
    }
  }

  /** How many bytes at the end may be the beginning of `mark`. Mostly none, and then nothing is copied together. */
  #beginningOf(mark: Buffer): number {
    const held = this.#held
    let from = held.indexOf(mark[0]!, Math.max(held.length - mark.length + 1, 0))
    while (from >= 0 && !mark.subarray(0, held.length - from).equals(held.subarray(from))) {
      from = held.indexOf(mark[0]!, from + 1)
    }
    return from < 0 ? 0 : held.length - from
  }
}
