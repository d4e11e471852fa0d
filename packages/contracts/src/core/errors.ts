import { z } from 'zod'

/** Every error that a caller can receive, with its HTTP status (the same over REST and RPC) and title. */
export const ERRORS = {
  INVALID_INPUT: { status: 400, title: 'Invalid input' },
  CURSOR_INVALID: { status: 400, title: 'Invalid cursor' },
  URL_NOT_ALLOWED: { status: 400, title: 'URL not allowed' },
  REQUEST_MALFORMED: { status: 400, title: 'Malformed request' },
  IDEMPOTENCY_KEY_INVALID: { status: 400, title: 'Invalid Idempotency-Key' },
  UNAUTHENTICATED: { status: 401, title: 'Authentication required' },
  TOKEN_INVALID: { status: 401, title: 'Invalid token' },
  FORBIDDEN: { status: 403, title: 'Operation not allowed' },
  FIELD_NOT_ALLOWED: { status: 403, title: 'Field not allowed' },
  MESSAGE_NOT_EDITABLE: { status: 403, title: 'Message can no longer be edited' },
  RATING_NOT_EDITABLE: { status: 403, title: 'Rating can no longer be changed' },
  LINK_INVALID: { status: 403, title: 'Invalid or expired link' },
  TICKET_NOT_FOUND: { status: 404, title: 'Support ticket not found' },
  ATTACHMENT_NOT_FOUND: { status: 404, title: 'Attachment not found' },
  FILE_NOT_FOUND: { status: 404, title: 'File not found' },
  MESSAGE_NOT_FOUND: { status: 404, title: 'Message not found' },
  DRAFT_NOT_FOUND: { status: 404, title: 'Draft not found' },
  UPLOAD_NOT_FOUND: { status: 404, title: 'Upload not found' },
  VIEW_NOT_FOUND: { status: 404, title: 'View not found' },
  WEBHOOK_NOT_FOUND: { status: 404, title: 'Webhook not found' },
  MACRO_NOT_FOUND: { status: 404, title: 'Macro not found' },
  BULK_NOT_FOUND: { status: 404, title: 'Bulk change not found' },
  AGENT_NOT_FOUND: { status: 404, title: 'Agent not found' },
  TEAM_NOT_FOUND: { status: 404, title: 'Team not found' },
  TAG_NOT_FOUND: { status: 404, title: 'Tag not found' },
  LINK_NOT_FOUND: { status: 404, title: 'Link not found' },
  API_KEY_NOT_FOUND: { status: 404, title: 'API key not found' },
  CALENDAR_NOT_FOUND: { status: 404, title: 'Calendar not found' },
  POLICY_NOT_FOUND: { status: 404, title: 'Policy not found' },
  ROUTE_NOT_FOUND: { status: 404, title: 'Address not found' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'Method not allowed' },
  REQUEST_TIMEOUT: { status: 408, title: 'Request timed out' },
  IDEMPOTENCY_IN_FLIGHT: { status: 409, title: 'Request with this Idempotency-Key is still running', retryAfterS: 1 },
  FILE_PENDING: { status: 409, title: 'Virus scan pending', retryAfterS: 2 },
  MESSAGE_LIMIT_REACHED: { status: 409, title: 'Too many messages on this ticket' },
  MESSAGE_ALREADY_SENT: { status: 409, title: 'Message already sent' },
  FILE_LIMIT_REACHED: { status: 409, title: 'Too many files on this ticket' },
  UPLOAD_QUOTA_REACHED: { status: 409, title: 'Daily upload quota reached' },
  UPLOAD_INCOMPLETE: { status: 409, title: 'Upload incomplete' },
  DIRECT_UPLOAD_UNAVAILABLE: { status: 409, title: 'Direct upload not available' },
  VIEW_LIMIT_REACHED: { status: 409, title: 'Too many views' },
  MACRO_LIMIT_REACHED: { status: 409, title: 'Too many macros' },
  BULK_LIMIT_REACHED: { status: 409, title: 'Too many bulk changes in progress', retryAfterS: 10 },
  BULK_TOO_LARGE: { status: 409, title: 'Too many tickets for one bulk change' },
  BULK_CONFLICT: { status: 409, title: 'Not possible with this bulk change' },
  API_KEY_LIMIT_REACHED: { status: 409, title: 'Too many API keys' },
  WEBHOOK_LIMIT_REACHED: { status: 409, title: 'Too many webhooks' },
  WEBHOOK_REPLAYS_RUNNING: { status: 409, title: 'Too many replays in progress', retryAfterS: 60 },
  STATUS_CONFLICT: { status: 409, title: 'Not possible in this status' },
  ALREADY_ASSIGNED: { status: 409, title: 'Assigned to another agent' },
  TAG_LIMIT_REACHED: { status: 409, title: 'Too many tags' },
  FOLLOWER_LIMIT_REACHED: { status: 409, title: 'Too many followers of this ticket' },
  LINK_LIMIT_REACHED: { status: 409, title: 'Too many links of this ticket' },
  REQUESTER_MISMATCH: { status: 409, title: 'Tickets of different requesters' },
  MERGE_UNDO_EXPIRED: { status: 409, title: 'Merge can no longer be undone' },
  NAME_TAKEN: { status: 409, title: 'Name already in use' },
  TEAM_IN_USE: { status: 409, title: 'Team has tickets that are not closed' },
  CALENDAR_IN_USE: { status: 409, title: 'Calendar used by a policy' },
  CALENDAR_LIMIT_REACHED: { status: 409, title: 'Too many calendars' },
  POLICY_LIMIT_REACHED: { status: 409, title: 'Too many policies' },
  EVENTS_TRIMMED: { status: 410, title: 'Events no longer available' },
  FILE_REJECTED: { status: 410, title: 'File rejected by the virus scan' },
  PRECONDITION_FAILED: { status: 412, title: 'Version does not match' },
  BODY_TOO_LARGE: { status: 413, title: 'Body too large' },
  FILE_TOO_LARGE: { status: 413, title: 'File too large' },
  ADDRESS_TOO_LONG: { status: 414, title: 'Address too long' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'Unsupported media type' },
  FILE_TYPE_NOT_ALLOWED: { status: 415, title: 'File type not allowed' },
  RANGE_NOT_SATISFIABLE: { status: 416, title: 'Range not satisfiable' },
  IDEMPOTENCY_KEY_REUSED: { status: 422, title: 'Idempotency-Key reused with different content' },
  RATE_LIMITED: { status: 429, title: 'Too many requests' },
  TOO_MANY_CALLS: { status: 429, title: 'Too many calls in progress', retryAfterS: 1 },
  HEADERS_TOO_LARGE: { status: 431, title: 'Headers too large' },
  INTERNAL: { status: 500, title: 'Internal server error' },
  DATABASE_UNAVAILABLE: { status: 503, title: 'Database unavailable', retryAfterS: 1 },
  DATABASE_BUSY: { status: 503, title: 'Database busy', retryAfterS: 1 },
  DATABASE_TIMEOUT: { status: 503, title: 'Database timeout', retryAfterS: 1 },
  QUERY_TOO_EXPENSIVE: { status: 503, title: 'Query too expensive', retryAfterS: 5 },
  WRITE_CONTENTION: { status: 503, title: 'Too many concurrent updates', retryAfterS: 1 },
  OUTCOME_UNKNOWN: { status: 503, title: 'Outcome unknown', retryAfterS: 1 },
  HANDLER_TIMEOUT: { status: 503, title: 'Response timed out', retryAfterS: 1 },
  TOO_MANY_OPEN_ANSWERS: { status: 503, title: 'Too many unread responses', retryAfterS: 5 },
  THUMBNAIL_BUSY: { status: 503, title: 'Too many thumbnails in progress', retryAfterS: 1 },
  STORAGE_UNAVAILABLE: { status: 503, title: 'File storage unavailable', retryAfterS: 1 },
  IDENTITY_UNAVAILABLE: { status: 503, title: 'Token verification unavailable', retryAfterS: 5 },
  NOT_READY: { status: 503, title: 'Service not ready', retryAfterS: 1 },
  STORAGE_FULL: { status: 507, title: 'File storage full' },
} as const satisfies Record<string, { status: number; title: string; retryAfterS?: number }>

/** Error codes: a stable, closed set. */
export type ErrorCode = keyof typeof ERRORS

const codes = Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]

/** The schema of an error code. */
export const ErrorCodeName = z
  .enum(codes)
  .meta({ id: 'ErrorCode', description: 'Stable error code from a closed set. Use it to decide what to do.' })

/** One problem of the input. */
export const Issue = z.object({
  path: z.array(z.union([z.string(), z.number()])).meta({ description: 'Path of the field: names and array indexes.' }),
  code: z.string().meta({ description: 'Code of the violated rule.' }),
  message: z.string().meta({ description: 'Explanation.' }),
})
export type Issue = z.infer<typeof Issue>

/**
 * The body of every REST error: RFC 9457 `application/problem+json`. Callers of the earlier API read `error` and
 * `message`.
 */
export const Problem = z
  .object({
    type: z.string().meta({ description: 'URL of the documentation of `code`.' }),
    title: z.string().meta({ description: 'Short title of `code`; the same for every error with this code.' }),
    status: z.int().min(400).max(599).meta({ description: 'HTTP status code.' }),
    code: ErrorCodeName,
    detail: z.string().meta({ description: 'Explanation of this error and what to do about it.' }),
    requestId: z.string().meta({ description: 'Id of the request in the server log; also sent as `X-Request-Id`.' }),
    issues: z.array(Issue).optional().meta({ description: 'With `INVALID_INPUT`: every problem of the input.' }),
    error: z.string().meta({ description: 'Reason phrase of the status.' }),
    message: z.string().meta({ description: 'Same as `detail`.' }),
  })
  .meta({ id: 'Problem' })
export type Problem = z.infer<typeof Problem>

/** An error that the caller may see. Any other thrown value is a bug and reaches the caller as `INTERNAL`. */
export class SupportError extends Error {
  override readonly name = 'SupportError'
  readonly code: ErrorCode
  /** With PRECONDITION_FAILED: the current version of the object. */
  readonly version: number | undefined

  constructor(code: ErrorCode, message: string = ERRORS[code].title, options?: ErrorOptions & { version?: number }) {
    super(message, options)
    this.code = code
    this.version = options?.version
  }
}
