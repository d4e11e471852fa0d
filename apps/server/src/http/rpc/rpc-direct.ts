import { type Context, findOperation, type Operation, publicError, rpcFailure } from '@kinconecta/support-contracts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Call } from '../../operations/call.ts'
import { readCall, setResponseHeaders } from '../shared/read-call.ts'
import { setFailureHeaders } from '../plugins/problems.ts'
import { logFailure } from '../plugins/request-log.ts'
import { serializersOf } from '../../operations/serialize.ts'
import { MAX_BATCH_SIZE } from './rpc-library.ts'

/** Calls in plain JSON, all of them queries or all of them mutations. */
interface PlainRequest {
  call: Call
  isBatch: boolean
  calls: { operation: Operation; input: unknown }[]
}

/**
 * What a request asks for, if it is one that tRPC's library would answer with plain JSON after running every call.
 * Undefined for everything else: another protocol (a stream, a form) and anything that is not right leave to the
 * library what it makes of them, so that nothing of that has to be known here.
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
    return undefined // a header is not right
  }
}

/** Runs the calls and answers as tRPC's library does, to the byte (`rpc-direct.test.ts` compares them). */
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
  // Headers speak of one call; the calls of a batch have none of their own.
  if (!isBatch) setResponseHeaders(reply, call)
  const statuses = new Set(outcomes.map(({ status }) => status))
  const bodies = outcomes.map(({ body }) => body)
  return reply
    .code(statuses.size === 1 ? outcomes[0]!.status : 207)
    .header('content-type', 'application/json')
    .header('vary', `trpc-accept, accept, ${String(reply.getHeader('vary') ?? 'Origin')}`)
    .serializer(String) // else Fastify adds a charset, which tRPC's library does not
    .send(isBatch ? `[${bodies.join(',')}]` : bodies[0])
}

/** How a failed call is told; one that travels alone tells it in headers too. */
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

/** Whether the library would read it as JSON, whole, and from just these two parameters. */
function isPlainJson({ method, url, headers, query }: FastifyRequest): boolean {
  const mediaType = headers['content-type']
  const isJson = mediaType === 'application/json' || (mediaType === undefined && method === 'GET')
  const mayStream = headers['trpc-accept'] !== undefined || headers.accept?.includes('jsonl')
  if (!isJson || mayStream || !SIMPLE_HOST.test(headers.host ?? '') || url.includes('#')) return false
  const parameters = query as Record<string, unknown>
  for (const name in parameters) if (name !== 'batch' && name !== 'input') return false
  const { input } = parameters
  // A percent sign that is left may stand for bytes that the two decoders read differently.
  return input === undefined || (typeof input === 'string' && !input.includes('%'))
}

// The library makes a URL of it, which fails for what is no host name.
const SIMPLE_HOST = /^(?!.*xn--)(localhost|127\.0\.0\.1|[a-z][a-z\d-]*(\.[a-z][a-z\d-]*)*)(:\d{1,4}|:[1-5]\d{4})?$/i
