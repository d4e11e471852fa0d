import { addAbortSignal, type Readable } from 'node:stream'
import type { FileContent } from '@kinconecta/support-contracts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { entityTagOf, isNamedBy } from '../shared/entity-tags.ts'
import { dispositionOf } from './content-disposition.ts'
import { rangeOf } from './ranges.ts'

// A slow reader gets its file too; one that stops reading does not keep it open for ever.
const READER_TIMEOUT_MS = 600_000

// Whatever the bytes are, a browser runs nothing of them.
const POLICY = "sandbox; default-src 'none'"

/** Streams a file: all of it, the part that was asked for, or 304 where the caller has it. */
export async function sendFile(request: FastifyRequest, reply: FastifyReply, file: FileContent): Promise<FastifyReply> {
  const { headers } = request
  const etag = entityTagOf(file.tag)
  reply.headers({ etag, 'cache-control': 'private, no-cache', 'content-security-policy': POLICY })
  if (isNamedBy(headers['if-none-match'], file.tag)) return reply.code(304).send()
  reply.header('accept-ranges', 'bytes')
  const isSame = headers['if-range'] === undefined || headers['if-range'] === etag
  const range = isSame ? partAskedFor(headers.range, reply, file) : undefined
  // Before anything is said of the body: where it cannot be had, the answer is another.
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
