// The parameters and response headers of the REST surface, as OpenAPI objects.

export const LOCATION = {
  description: 'Address of the new object.',
  required: true,
  schema: { type: 'string', format: 'uri-reference' },
}

export const LINK = {
  description: 'With `limit`, and only where there is a next page: its address, as `<…>; rel="next"`.',
  schema: { type: 'string' },
}

export const TOTAL_COUNT = {
  description: 'With `count=true`: how many match, on all pages together.',
  schema: { type: 'integer', minimum: 0 },
}

export const ETAG = {
  description: 'The version of the object, a strong entity tag like `"3"`.',
  required: true,
  schema: { type: 'string' },
}

export const ETAG_OF_BYTES = { ...ETAG, description: 'A strong entity tag, the same for the same bytes.' }

export const CURRENT_ETAG = { description: 'The version it has now.', schema: { type: 'string' } }

export const ACCEPT_RANGES = {
  description: 'Parts can be asked for with `Range`.',
  required: true,
  schema: { type: 'string', const: 'bytes' },
}

export const CONTENT_RANGE = {
  description: 'Which part it is, and of how many bytes: `bytes 0-1023/245678`; with 416 `bytes */245678`.',
  required: true,
  schema: { type: 'string' },
}

export const CONTENT_DISPOSITION = {
  description: 'The name of the file, and whether it is to be saved (`attachment`) or shown (`inline`).',
  required: true,
  schema: { type: 'string' },
}

export const IDEMPOTENCY_REPLAYED = {
  description: 'With `true` this is the first answer to its `Idempotency-Key`, given again.',
  schema: { type: 'string', const: 'true' },
}

export const WWW_AUTHENTICATE = {
  description: '`Bearer`, with `error="invalid_token"` where a token was sent that does not hold.',
  required: true,
  schema: { type: 'string' },
}

export const RETRY_AFTER = { description: 'Seconds after which to try again.', schema: { type: 'integer' } }

export const IDEMPOTENCY_KEY = {
  in: 'header',
  name: 'Idempotency-Key',
  description:
    'Makes a retry safe: for 24 hours the same key with the same content gets the first answer again, ' +
    'with `Idempotency-Replayed: true`. 1 to 255 visible ASCII characters, quoted or bare.',
  schema: { type: 'string', minLength: 1, maxLength: 257 },
}

export const IF_MATCH = {
  in: 'header',
  name: 'If-Match',
  description: 'Makes the change only if the object still has this `ETag`, else `412`.',
  schema: { type: 'string' },
}

export const IF_NONE_MATCH = {
  in: 'header',
  name: 'If-None-Match',
  description: 'Answers `304` without a body if the object still has this `ETag`.',
  schema: { type: 'string' },
}

export const RANGE = {
  in: 'header',
  name: 'Range',
  description:
    'One part of the file, like `bytes=0-1023`. Several at once, and what cannot be read, are answered with all of it.',
  schema: { type: 'string' },
}

export const IF_RANGE = {
  in: 'header',
  name: 'If-Range',
  description: 'Gives the part that `Range` asks for only if the file still has this `ETag`, else all of it.',
  schema: { type: 'string' },
}

export const LAST_EVENT_ID = {
  in: 'header',
  name: 'Last-Event-ID',
  description: 'The `id` of the last event received: the stream goes on after it. Takes precedence over `after`.',
  schema: { type: 'string', pattern: '^\\d{1,15}$' },
}

export const STREAM_TICKET = {
  in: 'query',
  name: 'ticket',
  description: 'A ticket of `POST /events/stream_ticket`, instead of a token.',
  schema: { type: 'string' },
}
