import { type Context, publicError, rpcFailure, SupportError } from '@kinconecta/support-contracts'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Call } from '../../operations/call.ts'
import { acceptJsonBodies } from '../plugins/json-body.ts'
import { setFailureHeaders, translated } from '../plugins/problems.ts'
import { logFailure } from '../plugins/request-log.ts'
import { answerDirectly, plainRequest } from './rpc-direct.ts'
import { answerByLibrary, MAX_BATCH_SIZE } from './rpc-library.ts'

/**
 * Registers the routes of tRPC's HTTP protocol, for single calls and batches. `app` must be a separate scope, because
 * these routes receive JSON bodies as text.
 */
export function rpcRoutes(app: FastifyInstance, createContext: (call: Call) => Context): void {
  acceptJsonBodies(app, (text) => text)
  // Errors before tRPC runs (token, rate limit, body) also have tRPC's format, so that tRPC clients can parse them.
  app.setErrorHandler((error, request, reply) => {
    const refusal = translated(error, reply)
    const failure = publicError(refusal)
    logFailure(request, error, failure)
    setFailureHeaders(reply, failure)
    return reply.code(failure.status).send(rpcFailure(refusal, request.id))
  })
  app.route<{ Params: { path: string } }>({
    method: ['GET', 'POST'],
    url: '/:path',
    exposeHeadRoute: false,
    handler: (request, reply) => {
      const plain = plainRequest(request) // undefined for a batch that is too large
      if (plain) return answerDirectly(plain, request, reply, createContext)
      refuseLargeBatch(operationsCalled(request).length)
      return answerByLibrary(request, reply, createContext)
    },
  })
}

/** Throws REQUEST_MALFORMED. The calls of the batch have already been counted against the rate limits. */
function refuseLargeBatch(calls: number): void {
  if (calls <= MAX_BATCH_SIZE) return
  throw new SupportError(
    'REQUEST_MALFORMED',
    `The batch has ${calls} calls, and at most ${MAX_BATCH_SIZE} are accepted; send it in parts ` +
      `(maxItems: ${MAX_BATCH_SIZE} in tRPC's link)`,
  )
}

/**
 * Returns the paths of the operations that a request calls, such as `tickets.get`. tRPC parses the address itself and
 * decodes it once more. Addresses that the two parsers could read differently are refused, because every call must be
 * counted. Throws ROUTE_NOT_FOUND or REQUEST_MALFORMED.
 */
export function operationsCalled({ params, query }: FastifyRequest): string[] {
  const { path } = params as { path: string }
  const { batch } = query as { batch?: string | string[] }
  if (!/^[\w.,]+$/.test(path)) throw new SupportError('ROUTE_NOT_FOUND', 'Operation not found')
  if (Array.isArray(batch)) throw new SupportError('REQUEST_MALFORMED', 'The parameter batch is repeated')
  return batch === '1' ? path.split(',') : [path]
}
