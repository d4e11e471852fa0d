import { addAbortSignal, type Readable } from 'node:stream'
import type { FileContent } from '@kinconecta/support-contracts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { entityTagOf, isNamedBy } from '../shared/entity-tags.ts'
import { dispositionOf } from './content-disposition.ts'
import { rangeOf } from './ranges.ts'

// The longest time for sending a file. A client that stops reading does not keep the file open forever.
const READER_TIMEOUT_MS = 600_000

// Prevents browsers from running scripts in the file.
const POLICY = "sandbox; default-src 'none'"

/** Sends the whole file, the requested range with status 206, or 304 if the caller has the current file. */
export async function sendFile(request: FastifyRequest, reply: FastifyReply, file: FileContent): Promise<FastifyReply> {
  const { headers } = request
  const etag = entityTagOf(file.tag)
  reply.headers({ etag, 'cache-control': 'private, no-cache', 'content-security-policy': POLICY })
  if (isNamedBy(headers['if-none-match'], file.tag)) return reply.code(304).send()
  reply.header('accept-ranges', 'bytes')
  const isSame = headers['if-range'] === undefined || headers['if-range'] === etag
  const range = isSame ? partAskedFor(headers.range, reply, file) : undefined
  // Opened before the headers of the body are set: if this fails, the error response must not have them.
  const body = request.method === 'HEAD' ? null : await file.open(range)
  const { start, end } = range ?? { start: 0, end: file.sizeBytes - 1 }
  if (range) reply.code(206).header('content-range', `bytes ${start}-${end}/${file.sizeBytes}`)
  reply.headers({
    'content-type': file.contentType,
    'content-length': end - start + 1,
    'content-disposition': dispositionOf(file.fileName, file.isInline ? 'inline' : 'attachment'),
  })
  return reply.send(body && addAbortSignal(AbortSignal.timeout(READER_TIMEOUT_MS), body as Readable))
}

function partAskedFor(header: string | undefined, reply: FastifyReply, { sizeBytes }: FileContent) {
  try {
    return rangeOf(header, sizeBytes)
  } catch (error) {
    reply.header('content-range', `bytes */${sizeBytes}`)
    throw error
  }
}
