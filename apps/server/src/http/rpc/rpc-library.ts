import {
  type Context,
  findOperation,
  type PublicError,
  publicError,
  SupportError,
  supportRouter,
} from '@kinconecta/support-contracts'
import { TRPCError } from '@trpc/server'
import { fastifyRequestHandler } from '@trpc/server/adapters/fastify'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Call } from '../../operations/call.ts'
import { breakOff } from '../shared/break-off.ts'
import { readCall, setResponseHeaders } from '../shared/read-call.ts'
import { setFailureHeaders } from '../plugins/problems.ts'
import { logFailure } from '../plugins/request-log.ts'

/** The most calls in one batch. */
export const MAX_BATCH_SIZE = 10
const MAX_BODY_BYTES = 256 * 1024

type RpcRequest = FastifyRequest<{ Params: { path: string } }>

/** Responds with tRPC's own handler, which supports the whole protocol: streams, forms, malformed requests. */
export async function answerByLibrary(
  request: RpcRequest,
  reply: FastifyReply,
  createContext: (call: Call) => Context,
): Promise<FastifyReply> {
  const response = await answer(request, reply, createContext)
  const paths = request.params.path.split(',')
  reply.libraryCalls = { all: paths.length, lists: paths.filter((path) => findOperation(path)?.isList).length }
  response.headers.append('vary', String(reply.getHeader('vary') ?? 'Origin'))
  return reply.send(response)
}

/** Rejects with REQUEST_MALFORMED if the handler cannot parse the address or the Host header. */
async function answer(
  request: RpcRequest,
  reply: FastifyReply,
  createContext: (call: Call) => Context,
): Promise<Response> {
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
      call = readCall(request, info.type === 'mutation' ? 'mutation' : 'query', 'rpc')
      call.breakOff = () => breakOff(reply)
      return createContext(call)
    },
    onError({ error }) {
      failure = publicError(error)
      logFailure(request, error.cause ?? error, failure)
    },
    responseMeta({ info }) {
      // These headers describe one call, so the response to a batch does not have them.
      if (call && !info?.isBatchCall) setResponseHeaders(reply, call)
      if (failure && !info?.isBatchCall) setFailureHeaders(reply, failure)
      return {}
    },
  }).catch((error: unknown) => {
    const isAboutTheAddress = error instanceof TypeError || error instanceof TRPCError
    throw isAboutTheAddress
      ? new SupportError('REQUEST_MALFORMED', 'The address or the Host header cannot be read')
      : error
  })
  return call ? promise : withRequestId(await promise, request.id)
}

/** Adds the request id and the media type, which are missing if tRPC refuses a request before it creates a context. */
async function withRequestId(response: Response, requestId: string): Promise<Response> {
  if (response.headers.get('transfer-encoding') === 'chunked') return response // a stream contains its errors
  const body = (await response.json()) as RpcFailure | RpcFailure[]
  for (const { error } of [body].flat()) error.data.requestId = requestId
  const headers = { vary: response.headers.get('vary') ?? '' }
  return Response.json(body, { status: response.status, headers })
}

interface RpcFailure {
  error: { data: { requestId?: string } }
}
