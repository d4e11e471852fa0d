import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import type { Page, PageRequest } from '@kinconecta/support-contracts'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** The media type of an output. */
export const JSON_TYPE = 'application/json; charset=utf-8'

// However slowly its reader takes it, a list ends.
const WHOLE_LIST_TIMEOUT_MS = 600_000

// Rows read and written at a time where all are asked for.
const PIECE = 1000

/** How a list is read and written. */
interface ListPages {
  read: (page: PageRequest) => Promise<Page<unknown>>
  /** Rows as JSON, with commas between them. */
  write: (rows: unknown[]) => string
}

/**
 * Answers with a list as a bare array: one page and a `Link` to the next where the caller set a limit, else every row.
 * Every row is written page by page as it is read, so memory stays flat however many there are.
 */
export async function sendList(
  request: FastifyRequest,
  reply: FastifyReply,
  input: PageRequest,
  { read, write }: ListPages,
): Promise<FastifyReply> {
  const isPaged = input.limit !== undefined
  const isHead = request.method === 'HEAD'
  const first = await read(isPaged ? input : { ...input, limit: isHead ? 1 : PIECE })
  if (first.total !== undefined) reply.header('x-total-count', first.total)
  if (isPaged && first.nextCursor !== null)
    reply.header('link', `<${addressOfPage(request, first.nextCursor)}>; rel="next"`)
  reply.type(JSON_TYPE)
  if (isPaged || (first.nextCursor === null && !isHead)) return reply.send(`[${write(first.items)}]`)
  // To HEAD an empty stream: how long everything is, nobody has counted.
  const signal = AbortSignal.timeout(WHOLE_LIST_TIMEOUT_MS)
  const everything = Readable.from(isHead ? [] : arrayText(first, input, { read, write }), {
    objectMode: false,
    signal,
  })
  return reply.send(everything)
}

// A failure after the first page breaks the connection off: the caller must not take half a list for the whole.
// While one page is written the next is read; while the reader takes its time, these two are all that is held.
async function* arrayText(
  first: Page<unknown>,
  input: PageRequest,
  { read, write }: ListPages,
): AsyncGenerator<Buffer> {
  const readAfter = ({ nextCursor: cursor }: Page<unknown>) =>
    cursor === null ? undefined : read({ ...input, count: false, limit: PIECE, cursor })
  let next = readAfter(first)
  next?.catch(() => {}) // awaited when the reader has taken what is before it, which may be never
  yield Buffer.from(`[${write(first.items)}`)
  while (next) {
    const page = await next
    next = readAfter(page)
    next?.catch(() => {})
    await setImmediate() // its statement is on its way before this page keeps the processor busy
    if (page.items.length > 0) yield Buffer.from(`,${write(page.items)}`)
  }
  yield Buffer.from(']')
}

function addressOfPage(request: FastifyRequest, cursor: string): string {
  const url = new URL(request.url, 'http://localhost')
  url.searchParams.set('cursor', cursor)
  return `${request.server.publicAddresses.baseOf(request)}${url.pathname}${url.search}`
}
