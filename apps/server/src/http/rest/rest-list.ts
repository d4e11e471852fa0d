import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import type { Page, PageRequest } from '@kinconecta/support-contracts'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** The `Content-Type` of JSON responses. */
export const JSON_TYPE = 'application/json; charset=utf-8'

// The longest time for sending a whole list to a slow client.
const WHOLE_LIST_TIMEOUT_MS = 600_000

// Rows per page if the caller requests the whole list.
const ROWS_PER_PAGE = 1000

/** Reads and serializes the pages of a list. */
interface ListPages {
  read: (page: PageRequest) => Promise<Page<unknown>>
  /** Serializes rows as JSON, separated by commas, without brackets. */
  write: (rows: unknown[]) => string
}

/**
 * Sends a list as a bare array. If the caller set a limit, sends one page and a `Link` to the next page. Otherwise
 * sends all rows: they are read and written page by page, so the memory use does not depend on the number of rows.
 */
export async function sendList(
  request: FastifyRequest,
  reply: FastifyReply,
  input: PageRequest,
  { read, write }: ListPages,
): Promise<FastifyReply> {
  const isPaged = input.limit !== undefined
  const isHead = request.method === 'HEAD'
  const first = await read(isPaged ? input : { ...input, limit: isHead ? 1 : ROWS_PER_PAGE })
  if (first.total !== undefined) reply.header('x-total-count', first.total)
  if (isPaged && first.nextCursor !== null)
    reply.header('link', `<${addressOfPage(request, first.nextCursor)}>; rel="next"`)
  reply.type(JSON_TYPE)
  if (isPaged || (first.nextCursor === null && !isHead)) return reply.send(`[${write(first.items)}]`)
  // The stream is empty for HEAD: the length of the whole list is unknown, so Content-Length must not be sent.
  const signal = AbortSignal.timeout(WHOLE_LIST_TIMEOUT_MS)
  const everything = Readable.from(isHead ? [] : arrayText(first, input, { read, write }), {
    objectMode: false,
    signal,
  })
  return reply.send(everything)
}

// An error after the first page closes the connection, so that the caller does not mistake an incomplete list for the
// whole list. The next page is read while a page is written. While the client does not read, no further page is read.
async function* arrayText(
  first: Page<unknown>,
  input: PageRequest,
  { read, write }: ListPages,
): AsyncGenerator<Buffer> {
  const readAfter = ({ nextCursor: cursor }: Page<unknown>) =>
    cursor === null ? undefined : read({ ...input, count: false, limit: ROWS_PER_PAGE, cursor })
  let next = readAfter(first)
  next?.catch(() => {}) // awaited only after the client has read the page before it, or never
  yield Buffer.from(`[${write(first.items)}`)
  while (next) {
    const page = await next
    next = readAfter(page)
    next?.catch(() => {})
    await setImmediate() // sends the statement for the next page before this page is serialized
    if (page.items.length > 0) yield Buffer.from(`,${write(page.items)}`)
  }
  yield Buffer.from(']')
}

function addressOfPage(request: FastifyRequest, cursor: string): string {
  const url = new URL(request.url, 'http://localhost')
  url.searchParams.set('cursor', cursor)
  return `${request.server.publicAddresses.baseOf(request)}${url.pathname}${url.search}`
}
