import {
  type Context,
  type PublicError,
  publicError,
  rpcFailure,
  SupportError,
  supportRouter,
} from '@kinconecta/support-contracts'
import { TRPCError } from '@trpc/server'
import { fastifyRequestHandler } from '@trpc/server/adapters/fastify'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Call } from '../calls/call.ts'
import { callOf, tellOutcome } from './call-of.ts'
import { takeJsonBodies } from './json-body.ts'
import { tellFailure, translated } from './problems.ts'

const MAX_BATCH_SIZE = 10
const MAX_BODY_BYTES = 256 * 1024

type CreateContext = (call: Call) => Context
type RpcRequest = FastifyRequest<{ Params: { path: string } }>

/** The RPC surface: tRPC's HTTP protocol, single calls and batches, in a scope of its own because it reads JSON itself. */
export function rpcRoutes(app: FastifyInstance, createContext: CreateContext): void {
  takeJsonBodies(app, (text) => text)
  // What fails before tRPC sees it (a token, a limit, a body) has tRPC's shape too, so that its clients can read it.
  app.setErrorHandler((error, request, reply) => {
    const refusal = translated(error)
    const failure = publicError(refusal)
    if (failure.status >= 500) request.log.error({ err: error }, failure.detail)
    tellFailure(reply, failure)
    return reply.code(failure.status).send(rpcFailure(refusal, request.id))
  })
  app.route<{ Params: { path: string } }>({
    method: ['GET', 'POST'],
    url: '/:path',
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const response = await answer(request, reply, createContext)
      response.headers.append('vary', String(reply.getHeader('vary') ?? 'Origin'))
      return reply.send(response)
    },
  })
}

/** tRPC's answer. It throws only where a request cannot be made out at all. */
async function answer(request: RpcRequest, reply: FastifyReply, createContext: CreateContext): Promise<Response> {
  const { promise, resolve } = Promise.withResolvers<Response>()
  let call: Call | undefined
  let failure: PublicError | undefined
  await fastifyRequestHandler({
    req: request,
    res: { raw: reply.raw, send: resolve } as never,
    path: request.params.path,
    router: supportRouter,
    maxBatchSize: MAX_BATCH_SIZE,
    maxBodySize: MAX_BODY_BYTES,
    createContext({ info }) {
      call = callOf(request, info.type === 'mutation' ? 'mutation' : 'query', 'rpc')
      return createContext(call)
    },
    onError({ error }) {
      failure = publicError(error)
      if (failure.status >= 500) request.log.error({ err: error.cause ?? error }, failure.detail)
    },
    responseMeta({ info }) {
      // Headers speak of one call; the calls of a batch have none of their own.
      if (call && !info?.isBatchCall) tellOutcome(reply, call)
      if (failure && !info?.isBatchCall) tellFailure(reply, failure)
      return {}
    },
  }).catch((error: unknown) => {
    const isAboutTheAddress = error instanceof TypeError || error instanceof TRPCError
    throw isAboutTheAddress
      ? new SupportError('REQUEST_MALFORMED', 'The address or the Host header cannot be read')
      : error
  })
  return call ? promise : named(await promise, request.id)
}

/** A refusal before there was a context has neither the request's id nor its media type. */
async function named(response: Response, requestId: string): Promise<Response> {
  if (response.headers.get('transfer-encoding') === 'chunked') return response // a stream says in itself what failed
  const body = (await response.json()) as RpcFailure | RpcFailure[]
  for (const { error } of [body].flat()) error.data.requestId = requestId
  const headers = { vary: response.headers.get('vary') ?? '' }
  return Response.json(body, { status: response.status, headers })
}

interface RpcFailure {
  error: { data: { requestId?: string } }
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
