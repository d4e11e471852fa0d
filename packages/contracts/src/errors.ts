import { z } from 'zod'

/** Every error a caller can receive: the HTTP status it travels under, over REST and RPC, and its title. */
export const ERRORS = {
  INVALID_INPUT: { status: 400, title: 'The input is not valid' },
  CURSOR_INVALID: { status: 400, title: 'The cursor is not one this list handed out' },
  REQUEST_MALFORMED: { status: 400, title: 'The request cannot be read' },
  TICKET_NOT_FOUND: { status: 404, title: 'There is no such support ticket' },
  ATTACHMENT_NOT_FOUND: { status: 404, title: 'There is no such attachment' },
  ROUTE_NOT_FOUND: { status: 404, title: 'There is nothing at this address' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'This address does not take this method' },
  REQUEST_TIMEOUT: { status: 408, title: 'The request took too long to arrive' },
  BODY_TOO_LARGE: { status: 413, title: 'The body is too large' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'This kind of body is not taken' },
  HEADERS_TOO_LARGE: { status: 431, title: 'The headers are too large' },
  INTERNAL: { status: 500, title: 'Something went wrong on our side' },
  DATABASE_UNAVAILABLE: { status: 503, title: 'The database cannot be reached' },
  NOT_READY: { status: 503, title: 'The service is not ready' },
} as const satisfies Record<string, { status: number; title: string }>

/** The stable, closed set of error codes. */
export type ErrorCode = keyof typeof ERRORS

const codes = Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]

/** One thing that is wrong with the input: where, which rule, and in words. */
export const Issue = z.object({
  path: z.array(z.union([z.string(), z.number()])).meta({ description: 'Member names and array indexes.' }),
  code: z.string(),
  message: z.string(),
})
export type Issue = z.infer<typeof Issue>

/**
 * The body of every REST answer that is not a success: RFC 9457 `application/problem+json`.
 * `error` and `message` are the members that callers of the earlier API read.
 */
export const Problem = z
  .object({
    type: z.string().meta({ description: 'Address of the documentation of `code`.' }),
    title: z.string(),
    status: z.int().min(400).max(599),
    code: z.enum(codes).meta({ id: 'ErrorCode' }),
    detail: z.string().meta({ description: 'What happened, to what, and what to do.' }),
    requestId: z.string(),
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

  constructor(code: ErrorCode, message: string = ERRORS[code].title, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
