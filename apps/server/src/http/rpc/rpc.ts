import { type Context, publicError, rpcFailure, SupportError } from '@kinconecta/support-contracts'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Call } from '../../operations/call.ts'
import { takeJsonBodies } from '../plugins/json-body.ts'
import { setFailureHeaders, translated } from '../plugins/problems.ts'
import { logFailure } from '../plugins/request-log.ts'
import { answerDirectly, plainRequest } from './rpc-direct.ts'
import { answerByLibrary, MAX_BATCH_SIZE } from './rpc-library.ts'

/** The RPC surface: tRPC's HTTP protocol, single calls and batches, in a scope of its own because it reads JSON itself. */
export function rpcRoutes(app: FastifyInstance, createContext: (call: Call) => Context): void {
  takeJsonBodies(app, (text) => text)
  // What fails before tRPC sees it (a token, a limit, a body) has tRPC's shape too, so that its clients can read it.
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
      const plain = plainRequest(request) // never a batch that is too large
      if (plain) return answerDirectly(plain, request, reply, createContext)
      refuseLargeBatch(operationsCalled(request).length)
      return answerByLibrary(request, reply, createContext)
    },
  })
}

/** It has been counted by then, call by call. */
function refuseLargeBatch(calls: number): void {
  if (calls <= MAX_BATCH_SIZE) return
  throw new SupportError(
    'REQUEST_MALFORMED',
    `The batch has ${calls} calls, and at most ${MAX_BATCH_SIZE} are taken; send it in parts ` +
      `(maxItems: ${MAX_BATCH_SIZE} in tRPC's link)`,
  )
}

/**
 * The operations that a request calls, by name. tRPC reads the address by itself, and decodes once more: what the two
 * could read differently is refused, because each call has to be counted.
 */
export function operationsCalled({ params, query }: FastifyRequest): string[] {
  const { path } = params as { path: string }
  const { batch } = query as { batch?: string | string[] }
  if (!/^[\w.,]+$/.test(path)) throw new SupportError('ROUTE_NOT_FOUND', 'There is no such operation')
  if (Array.isArray(batch)) throw new SupportError('REQUEST_MALFORMED', 'The parameter batch is there twice')
  return batch === '1' ? path.split(',') : [path]
}
