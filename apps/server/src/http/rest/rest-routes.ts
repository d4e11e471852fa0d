import {
  type Actor,
  type Context,
  type Operation,
  operations,
  type Page,
  type PageRequest,
} from '@kinconecta/support-contracts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Call } from '../../operations/call.ts'
import { readCall, setResponseHeaders } from '../shared/read-call.ts'
import { isNamedBy } from '../shared/entity-tags.ts'
import { REVALIDATED } from '../plugins/security-headers.ts'
import { restInput } from '../shared/rest-input.ts'
import { serializersOf } from '../../operations/serialize.ts'
import { JSON_TYPE, sendList } from './rest-list.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The path of the operation that the route serves, such as `tickets.get`. */
    operation?: string
  }
}

/** Registers the REST routes: one for each JSON operation of the contract. */
export function restRoutes(app: FastifyInstance, createContext: (call: Call) => Context): void {
  for (const operation of operations.filter(({ isRpc, kind }) => isRpc && kind === 'json')) {
    const { method, path } = operation.meta.openapi
    app.route({
      method,
      url: path.replaceAll(/\{(\w+)\}/g, ':$1'),
      config: { operation: operation.path },
      handler: handlerOf(operation, createContext),
    })
  }
}

function handlerOf(operation: Operation, createContext: (call: Call) => Context) {
  const readInput = restInput(operation)
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const call = readCall(request, operation.type, 'rest')
    const ctx = createContext(call)
    const input = readInput(request)
    if (operation.isList) {
      const read = (page: PageRequest) =>
        operation.run({ ctx, getRawInput: async () => page }) as Promise<Page<unknown>>
      return sendList(request, reply, input as PageRequest, { read, write: serializersOf(operation).items })
    }
    try {
      return sendOutput(operation, request, reply, await operation.run({ ctx, getRawInput: async () => input }), call)
    } catch (error) {
      setResponseHeaders(reply, call)
      throw error
    }
  }
}

function sendOutput(
  operation: Operation,
  request: FastifyRequest,
  reply: FastifyReply,
  output: unknown,
  call: Call,
): FastifyReply {
  const { status, locationOf } = operation.meta.success
  setResponseHeaders(reply, call)
  const { version } = call.outcome
  if (operation.type === 'query' && version !== undefined && !hasSession(request.actor)) {
    reply.headers(REVALIDATED)
    if (isNamedBy(request.headers['if-none-match'], version)) return reply.code(304).send()
  }
  reply.code(status)
  if (status === 204) return reply.send()
  if (locationOf) {
    const id = (output as Record<string, unknown>)[locationOf] as number
    reply.header('location', `${request.server.publicAddresses.prefix}${request.routeOptions.url}/${id}`)
  }
  return reply.type(JSON_TYPE).send(serializersOf(operation).output(output))
}

/** With a session, the same browser may be used by another person next, for whom the same version is another body. */
function hasSession(actor: Actor): boolean {
  return 'sessionId' in actor && actor.sessionId !== undefined
}
