import { Readable } from 'node:stream'
import { type Actor, type Context, type Operation, operations } from '@kinconecta/support-contracts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Call } from '../../operations/call.ts'
import { breakOff } from '../shared/break-off.ts'
import { readCall } from '../shared/read-call.ts'
import { restInput } from '../shared/rest-input.ts'
import { eventText, type StreamedItem } from './event-text.ts'

const MAX_WAITING_CHARACTERS = 1024

/** Gives the caller that a stream ticket was made for. Throws TOKEN_INVALID. */
export type RedeemTicket = (ticket: unknown) => Promise<Actor>
type CreateContext = (call: Call) => Context

/** The operations that stream events, as Server-Sent Events. */
export function streamRoutes(
  app: FastifyInstance,
  redeemTicket: RedeemTicket,
  heartbeatMs: number,
  createContext: CreateContext,
): void {
  for (const operation of operations.filter(({ kind }) => kind === 'stream')) {
    app.route({
      method: 'GET',
      url: operation.meta.openapi.path,
      exposeHeadRoute: false,
      config: { operation: operation.path },
      handler: handlerOf(operation, redeemTicket, heartbeatMs, createContext),
    })
  }
}

function handlerOf(
  operation: Operation,
  redeemTicket: RedeemTicket,
  heartbeatMs: number,
  createContext: CreateContext,
) {
  const readInput = restInput(operation)
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const call = readCall(request, 'query', 'rest')
    const { ticket } = request.query as { ticket?: unknown }
    if (ticket !== undefined) call.actor = await redeemTicket(ticket)
    call.breakOff = () => breakOff(reply)
    const ctx = createContext(call)
    // Undefined: the ticket is not a field of the operation.
    const input = { ...(readInput(request) as object), ticket: undefined, ...lastEventIdOf(request) }
    const signal = goneSignal(request, reply)
    const events = (await operation.run({ ctx, getRawInput: async () => input, signal })) as AsyncIterable<StreamedItem>
    reply.headers({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    const text = eventText(events, call.outcome.position!, heartbeatMs)
    return reply.send(Readable.from(text, { objectMode: false, highWaterMark: MAX_WAITING_CHARACTERS }))
  }
}

function lastEventIdOf({ headers }: FastifyRequest): { lastEventId?: string } {
  const lastEventId = headers['last-event-id']
  return lastEventId === undefined || lastEventId === '' ? {} : { lastEventId: String(lastEventId) }
}

/** Aborts when the client is gone, or its answer has ended. */
function goneSignal({ socket }: FastifyRequest, { raw }: FastifyReply): AbortSignal {
  const gone = new AbortController()
  if (socket.destroyed) gone.abort()
  raw.once('close', () => gone.abort())
  return gone.signal
}
