// The header parameters and response headers of the REST API, as OpenAPI objects.

export const LOCATION = {
  description: 'Path of the new object.',
  required: true,
  schema: { type: 'string', format: 'uri-reference' },
}

export const TICKET_TOKEN = {
  description:
    'If the caller is a guest: the access token of the new ticket. With `Authorization: Bearer kint_…`, it opens the ' +
    'messages and files of this ticket for 90 days.',
  schema: { type: 'string' },
}

export const LINK = {
  description: 'Address of the next page, as `<…>; rel="next"`. Only with `limit`, and only if there is a next page.',
  schema: { type: 'string' },
}

export const TOTAL_COUNT = {
  description: 'With `count=true`: the number of matches on all pages.',
  schema: { type: 'integer', minimum: 0 },
}

export const ETAG = {
  description: 'The version of the object, as a strong entity tag such as `"3"`.',
  required: true,
  schema: { type: 'string' },
}

export const ETAG_OF_BYTES = { ...ETAG, description: 'A strong entity tag. Equal bytes have equal tags.' }

export const CURRENT_ETAG = { description: 'The current version of the object.', schema: { type: 'string' } }

export const ACCEPT_RANGES = {
  description: 'The file supports `Range` requests.',
  required: true,
  schema: { type: 'string', const: 'bytes' },
}

export const CONTENT_RANGE = {
  description: 'The range sent and the size of the file, such as `bytes 0-1023/245678`; with 416 `bytes */245678`.',
  required: true,
  schema: { type: 'string' },
}

export const CONTENT_DISPOSITION = {
  description: 'The name of the file, and whether the browser saves it (`attachment`) or shows it (`inline`).',
  required: true,
  schema: { type: 'string' },
}

export const IDEMPOTENCY_REPLAYED = {
  description: '`true` if this is the stored response to an earlier request with the same `Idempotency-Key`.',
  schema: { type: 'string', const: 'true' },
}

export const WWW_AUTHENTICATE = {
  description: '`Bearer`, with `error="invalid_token"` if the token of the request is invalid.',
  required: true,
  schema: { type: 'string' },
}

export const RETRY_AFTER = { description: 'Seconds to wait before the next attempt.', schema: { type: 'integer' } }

export const IDEMPOTENCY_KEY = {
  in: 'header',
  name: 'Idempotency-Key',
  description:
    'Makes a retry safe: for 24 hours, the same key with the same content returns the first response again, ' +
    'with `Idempotency-Replayed: true`. 1 to 255 visible ASCII characters, quoted or bare.',
  schema: { type: 'string', minLength: 1, maxLength: 257 },
}

export const DRY_RUN = {
  in: 'header',
  name: 'Dry-Run',
  description:
    '`true`: the change is only tried. The response is that of the change, with the events that it would write in ' +
    '`Dry-Run-Events`, but nothing is written, and an `Idempotency-Key` is ignored.',
  schema: { type: 'string', enum: ['true', 'false'] },
}

export const DRY_RUN_EVENTS = {
  description:
    'With `Dry-Run: true`: the events that the change would write, as a JSON array of objects with `type`, `ticketId`, ' +
    '`version` and `data`.',
  schema: { type: 'string' },
}

export const IF_MATCH = {
  in: 'header',
  name: 'If-Match',
  description: 'Makes the change only if the object has this `ETag`; otherwise the response is `412`.',
  schema: { type: 'string' },
}

export const IF_NONE_MATCH = {
  in: 'header',
  name: 'If-None-Match',
  description: 'Returns `304` without a body if the object still has this `ETag`.',
  schema: { type: 'string' },
}

export const RANGE = {
  in: 'header',
  name: 'Range',
  description:
    'One range of the file, such as `bytes=0-1023`. Several ranges or an unreadable value return the whole file.',
  schema: { type: 'string' },
}

export const IF_RANGE = {
  in: 'header',
  name: 'If-Range',
  description: 'Returns the range in `Range` only if the file still has this `ETag`; otherwise the whole file.',
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
