// What is said of the operations that give bytes.
import type { Operation } from '../src/index.ts'
import { ACCEPT_RANGES, CONTENT_DISPOSITION, CONTENT_RANGE, ETAG_OF_BYTES } from './openapi-headers.ts'

type Json = Record<string, unknown>

const SENT = { ETag: ETAG_OF_BYTES, 'Accept-Ranges': ACCEPT_RANGES }

/** What they answer where they give the file, a part of it, or nothing because the caller has it. */
export function bytesGiven({ meta }: Operation): Json {
  const { description, mediaType = '*/*' } = meta.success
  const content = { [mediaType]: { schema: { type: 'string', format: 'binary' } } }
  const headers = { ...SENT, 'Content-Disposition': CONTENT_DISPOSITION }
  return {
    200: { description, headers, content },
    206: {
      description: 'The part that `Range` asked for.',
      headers: { ...headers, 'Content-Range': CONTENT_RANGE },
      content,
    },
    304: { description: 'The bytes are those of `If-None-Match`.', headers: { ETag: ETAG_OF_BYTES } },
  }
}
