import { TRPCError, type TRPC_ERROR_CODE_KEY } from '@trpc/server'
import { z } from 'zod'
import { type ErrorCode, ERRORS, type Issue, SupportError } from './errors.ts'

/** The information about an error that a caller may see, the same over every transport. */
export interface PublicError {
  code: ErrorCode
  status: number
  detail: string
  /** Seconds to wait before the same request can be sent again. */
  retryAfterS?: number
  /** With PRECONDITION_FAILED: the current version of the object. */
  version?: number
  issues?: Issue[]
}

// Errors that tRPC itself throws before an operation runs.
const CODE_OF_TRPC: Partial<Record<TRPC_ERROR_CODE_KEY, ErrorCode>> = {
  PARSE_ERROR: 'REQUEST_MALFORMED',
  BAD_REQUEST: 'REQUEST_MALFORMED',
  NOT_FOUND: 'ROUTE_NOT_FOUND',
  METHOD_NOT_SUPPORTED: 'METHOD_NOT_ALLOWED',
  PAYLOAD_TOO_LARGE: 'BODY_TOO_LARGE',
  UNSUPPORTED_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
}

/** Decides what a caller may see of an error. No other code does. */
export function publicError(error: unknown): PublicError {
  const cause = error instanceof TRPCError && error.cause !== undefined ? error.cause : error
  if (cause instanceof SupportError) {
    return { ...describe(cause.code, cause.message), ...(cause.version !== undefined && { version: cause.version }) }
  }
  if (!(error instanceof TRPCError)) return describe('INTERNAL')
  if (error.code === 'BAD_REQUEST' && cause instanceof z.ZodError) return invalidInput(cause)
  if (cause instanceof SyntaxError) return describe('REQUEST_MALFORMED', 'The input is not valid JSON')
  const code = CODE_OF_TRPC[error.code]
  return code ? describe(code, error.message) : describe('INTERNAL')
}

function describe(code: ErrorCode, detail: string = ERRORS[code].title): PublicError {
  const { status, retryAfterS }: { status: number; retryAfterS?: number } = ERRORS[code]
  return { code, status, detail, ...(retryAfterS !== undefined && { retryAfterS }) }
}

function invalidInput(error: z.ZodError): PublicError {
  const issues = error.issues.map(({ path, code, message }) => ({ path: path as Issue['path'], code, message }))
  const [first] = issues
  const where = first && first.path.length > 0 ? `${first.path.join('.')}: ` : ''
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more, see issues)` : ''
  return { ...describe('INVALID_INPUT', first && `${where}${first.message}${more}`), issues }
}
