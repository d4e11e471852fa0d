import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import type { Page, PageRequest } from '@kinconecta/support-contracts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { WrittenPage } from '../../operations/written.ts'
import { JSON_TYPE } from '../../operations/run-operation.ts'

// However slowly its reader takes it, a list ends.
const WHOLE_LIST_TIMEOUT_MS = 600_000

// Rows read and written at a time where all are asked for.
const PIECE = 1000

type ReadPage = (page: PageRequest) => Promise<WrittenPage<unknown>>

/**
 * Answers with a list as a bare array: one page and a `Link` to the next where the caller set a limit, else every row.
 * Every row is written page by page as it is read, so memory stays flat however many there are.
 */
export async function sendList(
  request: FastifyRequest,
  reply: FastifyReply,
  input: PageRequest,
  read: ReadPage,
): Promise<FastifyReply> {
  const isPaged = input.limit !== undefined
  const isHead = request.method === 'HEAD'
  const first = await read(isPaged ? input : { ...input, limit: isHead ? 1 : PIECE })
  if (first.total !== undefined) reply.header('x-total-count', first.total)
  if (isPaged && first.nextCursor !== null)
    reply.header('link', `<${addressOfPage(request, first.nextCursor)}>; rel="next"`)
  reply.type(JSON_TYPE)
  if (isPaged || (first.nextCursor === null && !isHead)) return reply.send(`[${first.rows}]`)
  // To HEAD an empty stream: how long everything is, nobody has counted.
  const signal = AbortSignal.timeout(WHOLE_LIST_TIMEOUT_MS)
  const everything = Readable.from(isHead ? [] : arrayText(first, input, read), { objectMode: false, signal })
  return reply.send(everything)
}

/** The output of a list with its rows as JSON. */
export function writtenPage(output: unknown): WrittenPage<unknown> {
  if (output instanceof WrittenPage) return output
  const page = output as Page<unknown>
  return new WrittenPage(JSON.stringify(page.items).slice(1, -1), page)
}

// A failure after the first page breaks the connection off: the caller must not take half a list for the whole.
// While one page is written the next is read; while the reader takes its time, these two are all that is held.
async function* arrayText(first: WrittenPage<unknown>, input: PageRequest, read: ReadPage): AsyncGenerator<Buffer> {
  const readAfter = ({ nextCursor: cursor }: WrittenPage<unknown>) =>
    cursor === null ? undefined : read({ ...input, count: false, limit: PIECE, cursor })
  let next = readAfter(first)
  yield Buffer.from(`[${first.rows}`)
  while (next) {
    const page = await next
    next = readAfter(page)
    next?.catch(() => {}) // it is told when it is waited for, which a reader that goes away never does
    await setImmediate() // its statement is on its way before this page keeps the processor busy
    if (page.rows !== '') yield Buffer.from(`,${page.rows}`)
  }
  yield Buffer.from(']')
}

function addressOfPage(request: FastifyRequest, cursor: string): string {
  const url = new URL(request.url, 'http://localhost')
  url.searchParams.set('cursor', cursor)
  return `${url.pathname}${url.search}`
}
