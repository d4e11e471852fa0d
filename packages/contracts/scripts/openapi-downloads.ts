// The responses of the operations that return the bytes of a file.
import type { Operation } from '../src/index.ts'
import { ACCEPT_RANGES, CONTENT_DISPOSITION, CONTENT_RANGE, ETAG_OF_BYTES } from './openapi-headers.ts'

type Json = Record<string, unknown>

const FILE_HEADERS = { ETag: ETAG_OF_BYTES, 'Accept-Ranges': ACCEPT_RANGES }

/** The successful responses of a download: the whole file, a range of it, or 304. */
export function downloadResponses({ meta }: Operation): Json {
  const { description, mediaType = '*/*' } = meta.success
  const content = { [mediaType]: { schema: { type: 'string', format: 'binary' } } }
  const headers = { ...FILE_HEADERS, 'Content-Disposition': CONTENT_DISPOSITION }
  return {
    200: { description, headers, content },
    206: {
      description: 'The range of bytes in `Range`.',
      headers: { ...headers, 'Content-Range': CONTENT_RANGE },
      content,
    },
    304: { description: 'The file still has the `ETag` in `If-None-Match`.', headers: { ETag: ETAG_OF_BYTES } },
  }
}
