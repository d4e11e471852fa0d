import { type Context, findOperation, type Operation, publicError, rpcFailure } from '@kinconecta/support-contracts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Call } from '../../operations/call.ts'
import { readCall, setResponseHeaders } from '../shared/read-call.ts'
import { setFailureHeaders } from '../plugins/problems.ts'
import { logFailure } from '../plugins/request-log.ts'
import { serializersOf } from '../../operations/serialize.ts'
import { MAX_BATCH_SIZE } from './rpc-library.ts'

/** One or more calls in plain JSON. All are queries, or all are mutations. */
interface PlainRequest {
  call: Call
  isBatch: boolean
  calls: { operation: Operation; input: unknown }[]
}

/**
 * Returns the calls of a request if tRPC's handler would run every call and respond with plain JSON. Returns undefined
 * for all other requests (streams, forms, malformed requests). tRPC's handler responds to those, so this file does not
 * have to implement them.
 */
export function plainRequest(request: FastifyRequest<{ Params: { path: string } }>): PlainRequest | undefined {
  if (!isPlainJson(request)) return undefined
  const { batch, input } = request.query as { batch?: string; input?: string }
  const isBatch = batch === '1'
  const paths = isBatch ? request.params.path.split(',') : [request.params.path]
  if (paths.length > MAX_BATCH_SIZE) return undefined
  const type = request.method === 'GET' ? 'query' : 'mutation'
  const called = paths.map(findOperation).filter((operation) => operation?.isRpc && operation.type === type)
  if (called.length < paths.length) return undefined
  const parsed = parsedJson(type === 'query' ? input : (request.body as string | undefined))
  if (parsed === NOT_JSON || (isBatch && !isInputs(parsed))) return undefined
  const inputOf = (index: number) => (isBatch ? (parsed as Inputs | undefined)?.[index] : parsed)
  const calls = called.map((operation, index) => ({ operation: operation!, input: inputOf(index) }))
  try {
    return { call: readCall(request, type, 'rpc'), isBatch, calls }
  } catch {
    return undefined // a header is invalid
  }
}

/** Runs the calls and sends the same bytes as tRPC's handler would send (`rpc-direct.test.ts` compares them). */
export async function answerDirectly(
  { call, isBatch, calls }: PlainRequest,
  request: FastifyRequest,
  reply: FastifyReply,
  createContext: (call: Call) => Context,
): Promise<FastifyReply> {
  const ctx = createContext(call)
  const outcomes = await Promise.all(
    calls.map(({ operation, input }) =>
      operation.run({ ctx, getRawInput: async () => input }).then(
        (output) => ({ status: 200, body: `{"result":{"data":${serializersOf(operation).output(output)}}}` }),
        (error: unknown) => failed(error, operation, request, isBatch ? undefined : reply),
      ),
    ),
  )
  // These headers describe one call, so the response to a batch does not have them.
  if (!isBatch) setResponseHeaders(reply, call)
  const statuses = new Set(outcomes.map(({ status }) => status))
  const bodies = outcomes.map(({ body }) => body)
  return reply
    .code(statuses.size === 1 ? outcomes[0]!.status : 207)
    .header('content-type', 'application/json')
    .header('vary', `trpc-accept, accept, ${String(reply.getHeader('vary') ?? 'Origin')}`)
    .serializer(String) // else Fastify adds a charset, which tRPC's handler does not send
    .send(isBatch ? `[${bodies.join(',')}]` : bodies[0])
}

/** Returns the result of a failed call. If `reply` is given (not a batch), also sets its headers. */
function failed(error: unknown, { path }: Operation, request: FastifyRequest, reply: FastifyReply | undefined) {
  const failure = publicError(error)
  logFailure(request, error, failure)
  if (reply) setFailureHeaders(reply, failure)
  return { status: failure.status, body: JSON.stringify(rpcFailure(error, request.id, path)) }
}

type Inputs = Record<number, unknown>

function isInputs(value: unknown): boolean {
  return value === undefined || (typeof value === 'object' && value !== null && !Array.isArray(value))
}

const NOT_JSON = Symbol('not JSON')

function parsedJson(text: string | undefined): unknown {
  if (!text) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return NOT_JSON
  }
}

/** Whether tRPC's handler would read the input as JSON from the body and the parameters `batch` and `input` only. */
function isPlainJson({ method, url, headers, query }: FastifyRequest): boolean {
  const mediaType = headers['content-type']
  const isJson = mediaType === 'application/json' || (mediaType === undefined && method === 'GET')
  const mayStream = headers['trpc-accept'] !== undefined || headers.accept?.includes('jsonl')
  if (!isJson || mayStream || !SIMPLE_HOST.test(headers.host ?? '') || url.includes('#')) return false
  const parameters = query as Record<string, unknown>
  for (const name in parameters) if (name !== 'batch' && name !== 'input') return false
  const { input } = parameters
  // A percent sign after decoding may be an escape that the two decoders handle differently.
  return input === undefined || (typeof input === 'string' && !input.includes('%'))
}

// tRPC's handler builds a URL from the Host header, which fails if the host name is invalid.
const SIMPLE_HOST = /^(?!.*xn--)(localhost|127\.0\.0\.1|[a-z][a-z\d-]*(\.[a-z][a-z\d-]*)*)(:\d{1,4}|:[1-5]\d{4})?$/i
