import { z } from 'zod'

/** Every error a caller can receive: the HTTP status it travels under, over REST and RPC, and its title. */
export const ERRORS = {
  INVALID_INPUT: { status: 400, title: 'The input is not valid' },
  CURSOR_INVALID: { status: 400, title: 'The cursor is not one this list handed out' },
  REQUEST_MALFORMED: { status: 400, title: 'The request cannot be read' },
  IDEMPOTENCY_KEY_INVALID: { status: 400, title: 'The Idempotency-Key is not one' },
  UNAUTHENTICATED: { status: 401, title: 'This needs a token' },
  TOKEN_INVALID: { status: 401, title: 'The token is not valid' },
  FORBIDDEN: { status: 403, title: 'This caller may not do this' },
  FIELD_NOT_ALLOWED: { status: 403, title: 'This caller may not choose these members' },
  LINK_INVALID: { status: 403, title: 'This link does not hold, or no longer' },
  TICKET_NOT_FOUND: { status: 404, title: 'There is no such support ticket' },
  ATTACHMENT_NOT_FOUND: { status: 404, title: 'There is no such attachment' },
  FILE_NOT_FOUND: { status: 404, title: 'There is no such file here' },
  UPLOAD_NOT_FOUND: { status: 404, title: 'There is no such upload' },
  ROUTE_NOT_FOUND: { status: 404, title: 'There is nothing at this address' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'This address does not take this method' },
  REQUEST_TIMEOUT: { status: 408, title: 'The request took too long to arrive' },
  IDEMPOTENCY_IN_FLIGHT: { status: 409, title: 'A request with this Idempotency-Key is still running', retryAfterS: 1 },
  FILE_PENDING: { status: 409, title: 'The file has not been looked through yet', retryAfterS: 2 },
  FILE_LIMIT_REACHED: { status: 409, title: 'This ticket has as many files as it may have' },
  UPLOAD_QUOTA_REACHED: { status: 409, title: 'This caller has sent as much as it may in a day' },
  UPLOAD_INCOMPLETE: { status: 409, title: 'The file has not arrived as announced' },
  DIRECT_UPLOAD_UNAVAILABLE: { status: 409, title: 'This server takes files as multipart/form-data alone' },
  FILE_REJECTED: { status: 410, title: 'The file was found to be harmful' },
  PRECONDITION_FAILED: { status: 412, title: 'It has been changed since this version' },
  BODY_TOO_LARGE: { status: 413, title: 'The body is too large' },
  FILE_TOO_LARGE: { status: 413, title: 'The file is too large' },
  ADDRESS_TOO_LONG: { status: 414, title: 'The address is too long' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'This kind of body is not taken' },
  FILE_TYPE_NOT_ALLOWED: { status: 415, title: 'This kind of file is not taken' },
  RANGE_NOT_SATISFIABLE: { status: 416, title: 'The file has no such part' },
  IDEMPOTENCY_KEY_REUSED: { status: 422, title: 'This Idempotency-Key was used with other content' },
  RATE_LIMITED: { status: 429, title: 'Too many requests' },
  HEADERS_TOO_LARGE: { status: 431, title: 'The headers are too large' },
  INTERNAL: { status: 500, title: 'Something went wrong on our side' },
  DATABASE_UNAVAILABLE: { status: 503, title: 'The database cannot be reached', retryAfterS: 1 },
  DATABASE_BUSY: { status: 503, title: 'The database is busy', retryAfterS: 1 },
  DATABASE_TIMEOUT: { status: 503, title: 'The database did not answer in time', retryAfterS: 1 },
  WRITE_CONTENTION: { status: 503, title: 'Others keep changing the same rows', retryAfterS: 1 },
  OUTCOME_UNKNOWN: { status: 503, title: 'Whether this was done is not known', retryAfterS: 1 },
  HANDLER_TIMEOUT: { status: 503, title: 'This took too long', retryAfterS: 1 },
  THUMBNAIL_BUSY: { status: 503, title: 'Too many thumbnails are being made', retryAfterS: 1 },
  STORAGE_UNAVAILABLE: { status: 503, title: 'The store of files cannot be reached', retryAfterS: 1 },
  IDENTITY_UNAVAILABLE: { status: 503, title: 'Tokens cannot be verified at the moment', retryAfterS: 5 },
  NOT_READY: { status: 503, title: 'The service is not ready', retryAfterS: 1 },
  STORAGE_FULL: { status: 507, title: 'There is no room for the file' },
} as const satisfies Record<string, { status: number; title: string; retryAfterS?: number }>

/** The stable, closed set of error codes. */
export type ErrorCode = keyof typeof ERRORS

const codes = Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]

/** One thing that is wrong with the input: where, which rule, and in words. */
export const Issue = z.object({
  path: z.array(z.union([z.string(), z.number()])).meta({ description: 'Member names and array indexes.' }),
  code: z.string().meta({ description: 'The rule that does not hold.' }),
  message: z.string().meta({ description: 'What is wrong, in words.' }),
})
export type Issue = z.infer<typeof Issue>

/**
 * The body of every REST answer that is not a success: RFC 9457 `application/problem+json`.
 * `error` and `message` are the members that callers of the earlier API read.
 */
export const Problem = z
  .object({
    type: z.string().meta({ description: 'Address of the documentation of `code`.' }),
    title: z.string().meta({ description: 'What `code` means, in words; the same for every error of this code.' }),
    status: z.int().min(400).max(599).meta({ description: 'The HTTP status.' }),
    code: z.enum(codes).meta({ id: 'ErrorCode', description: 'What went wrong, out of a closed set: decide by it.' }),
    detail: z.string().meta({ description: 'What happened, to what, and what to do.' }),
    requestId: z.string().meta({ description: 'Names the request in our logs; also sent as `X-Request-Id`.' }),
    issues: z.array(Issue).optional().meta({ description: 'With `INVALID_INPUT`: all that is wrong.' }),
    error: z.string().meta({ description: "The status's reason phrase." }),
    message: z.string().meta({ description: 'Same as `detail`.' }),
  })
  .meta({ id: 'Problem' })
export type Problem = z.infer<typeof Problem>

/** A refusal the caller may see. Anything else that is thrown is a bug and reaches the caller as `INTERNAL`. */
export class SupportError extends Error {
  override readonly name = 'SupportError'
  readonly code: ErrorCode
  /** With PRECONDITION_FAILED: the version that the object has now. */
  readonly version: number | undefined

  constructor(code: ErrorCode, message: string = ERRORS[code].title, options?: ErrorOptions & { version?: number }) {
    super(message, options)
    this.code = code
    this.version = options?.version
  }
}
