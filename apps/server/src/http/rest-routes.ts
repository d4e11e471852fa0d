import {
  type Context,
  type Operation,
  operations,
  type Page,
  type PageRequest,
  supportRouter,
} from '@kinconecta/support-contracts'
import { callTRPCProcedure } from '@trpc/server'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { restInput } from './rest-input.ts'
import { sendList } from './rest-list.ts'

/** The REST surface: one Fastify route for each operation of the contract. */
export function restRoutes(app: FastifyInstance, createContext: (request: FastifyRequest) => Context): void {
  for (const operation of operations) {
    const { method, path } = operation.meta.openapi
    app.route({ method, url: path.replaceAll(/\{(\w+)\}/g, ':$1'), handler: handlerOf(operation, createContext) })
  }
}

function handlerOf(operation: Operation, createContext: (request: FastifyRequest) => Context) {
  const readInput = restInput(operation)
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const ctx = createContext(request)
    const input = readInput(request)
    if (operation.isList) {
      const read = (page: PageRequest) => call(operation, ctx, page) as Promise<Page<unknown>>
      return sendList(request, reply, input as PageRequest, read)
    }
    const output = await call(operation, ctx, input)
    return sendOutput(operation, request, reply, output)
  }
}

/** Through tRPC, as an RPC call is: the same validation and the same resolver. */
function call({ path, type }: Operation, ctx: Context, input: unknown): Promise<unknown> {
  const getRawInput = async () => input
  return callTRPCProcedure({ router: supportRouter, path, type, ctx, getRawInput, batchIndex: 0, signal: undefined })
}

function sendOutput({ meta }: Operation, request: FastifyRequest, reply: FastifyReply, output: unknown): FastifyReply {
  const { status, locationOf } = meta.success
  reply.code(status)
  if (status === 204) return reply.send()
  if (locationOf) {
    const id = (output as Record<string, unknown>)[locationOf] as number
    reply.header('location', `${request.routeOptions.url}/${id}`)
  }
  return reply.send(output)
}
