import { STATUS_CODES } from 'node:http'
import {
  ERRORS,
  type ErrorCode,
  type Problem,
  type PublicError,
  publicError,
  SupportError,
} from '@kinconecta/support-contracts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

const MEDIA_TYPE = 'application/problem+json; charset=utf-8'

// Fastify's own refusals, by status; its messages for these speak of the request alone.
const CODE_OF_STATUS: Partial<Record<number, ErrorCode>> = {
  400: 'REQUEST_MALFORMED',
  408: 'REQUEST_TIMEOUT',
  413: 'BODY_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
}

/** Makes every failure of `app` an RFC 9457 problem, Fastify's own and unknown addresses included. */
export function answerWithProblems(app: FastifyInstance, publicUrl: string): void {
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply, publicUrl))
  app.setNotFoundHandler((request, reply) => {
    const error = new SupportError('ROUTE_NOT_FOUND', `There is nothing at ${request.method} ${pathOf(request)}`)
    return sendProblem(error, request, reply, publicUrl)
  })
}

/** Answers with the problem that `error` is to a caller, and logs it where it is our fault. */
export function sendProblem(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  publicUrl: string,
): FastifyReply {
  const failure = fromFastify(error) ?? publicError(error)
  if (failure.status >= 500) request.log.error({ err: error }, failure.detail)
  return reply
    .code(failure.status)
    .header('x-request-id', request.id)
    .type(MEDIA_TYPE)
    .send(JSON.stringify(problem(failure, request.id, publicUrl)))
}

/** The body of a failure. */
export function problem({ code, status, detail, issues }: PublicError, requestId: string, publicUrl: string): Problem {
  return {
    type: `${publicUrl}/docs/errors#${code}`,
    title: ERRORS[code].title,
    status,
    code,
    detail,
    requestId,
    ...(issues && { issues }),
    error: STATUS_CODES[status] ?? 'Error',
    message: detail,
  }
}

function fromFastify(error: unknown): PublicError | undefined {
  const { code, statusCode, message } = error as { code?: unknown; statusCode?: number; message: string }
  if (typeof code !== 'string' || !code.startsWith('FST_')) return undefined
  const ours = CODE_OF_STATUS[statusCode ?? 500]
  return ours && { code: ours, status: ERRORS[ours].status, detail: message }
}

/** Without the query, which may hold what does not belong into an answer or a log. */
export function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '/'
}
