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
import { entityTagOf } from '../shared/entity-tags.ts'
import { acceptedBodiesSentence, setAcceptedBodies } from './accepted-bodies.ts'
import { sendWithoutBody } from './early-answer.ts'
import { logFailure } from './request-log.ts'

const MEDIA_TYPE = 'application/problem+json; charset=utf-8'

const BEFORE_BODY = new Set<ErrorCode>(['METHOD_NOT_ALLOWED', 'ROUTE_NOT_FOUND'])

// The codes of Fastify's own errors, by status.
const CODE_OF_STATUS: Partial<Record<number, ErrorCode>> = {
  400: 'REQUEST_MALFORMED',
  408: 'REQUEST_TIMEOUT',
  413: 'BODY_TOO_LARGE',
  414: 'ADDRESS_TOO_LONG',
  503: 'HANDLER_TIMEOUT',
}

/** Sends every error of `app` as an RFC 9457 problem, including Fastify's own errors and unknown addresses. */
export function answerWithProblems(app: FastifyInstance, publicUrl: string): void {
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply, publicUrl))
  // Before the body is read, because the body may never arrive.
  app.addHook('onRequest', (request, _reply, done) => done(request.is404 ? routeNotFound(request) : undefined))
  app.setNotFoundHandler((request, reply) => sendProblem(routeNotFound(request), request, reply, publicUrl))
}

function routeNotFound(request: FastifyRequest): SupportError {
  return new SupportError('ROUTE_NOT_FOUND', `Route not found: ${request.method} ${pathOf(request)}`)
}

/** Sends the public problem of `error`, and logs the error if the status is 5xx. */
export function sendProblem(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  publicUrl: string,
): FastifyReply {
  const failure = publicError(translated(error, reply))
  logFailure(request, error, failure)
  setFailureHeaders(reply, failure)
  const body = JSON.stringify(problem(failure, request.id, publicUrl))
  reply.code(failure.status).header('x-request-id', request.id).type(MEDIA_TYPE)
  return BEFORE_BODY.has(failure.code) ? sendWithoutBody(reply, body) : reply.send(body)
}

/** Sets the response headers of a failure. They are the same over every transport. */
export function setFailureHeaders(reply: FastifyReply, { status, code, retryAfterS, version }: PublicError): void {
  if (retryAfterS !== undefined) reply.header('retry-after', retryAfterS)
  if (version !== undefined) reply.header('etag', entityTagOf(version))
  if (code === 'UNSUPPORTED_MEDIA_TYPE') setAcceptedBodies(reply)
  if (status === 401)
    reply.header('www-authenticate', code === 'TOKEN_INVALID' ? 'Bearer error="invalid_token"' : 'Bearer')
}

/** Returns the response body of a failure, an RFC 9457 problem. */
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

/** Translates Fastify's own errors and broken connections to a SupportError. Returns other errors unchanged. */
export function translated(error: unknown, reply: FastifyReply): unknown {
  const { code, statusCode = 500, message } = error as { code?: unknown; statusCode?: number; message: string }
  const isBroken = code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE'
  if (isBroken && reply.request.socket.destroyed) return new SupportError('REQUEST_MALFORMED', 'The body is incomplete')
  if (code === 'FST_ERR_BAD_URL') return new SupportError('REQUEST_MALFORMED', 'The address cannot be decoded')
  if (typeof code !== 'string' || !code.startsWith('FST_')) return error
  if (statusCode === 415) return new SupportError('UNSUPPORTED_MEDIA_TYPE', acceptedBodiesSentence(reply))
  const ours = CODE_OF_STATUS[statusCode] ?? (statusCode < 500 ? 'REQUEST_MALFORMED' : undefined)
  // Only messages of status 400 are used. Others may quote the request, such as its address.
  return ours ? new SupportError(ours, statusCode === 400 ? message : undefined) : error
}

/** Returns the path without the query, which may contain data that must not be in a response or a log. */
export function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '/'
}
