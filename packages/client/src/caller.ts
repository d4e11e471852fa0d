import type { ChangeOf } from '@kinconecta/support-contracts'
import type { TRPCProcedureOptions } from '@trpc/client'
import type { CallState } from './attempts.ts'
import type { Answer } from './answer.ts'
import { type Send, SupportCall } from './call.ts'
import { failureOf } from './failures.ts'
import type { CallOptions, ChangeOptions } from './options.ts'
import { ListCall, type PageData } from './pages.ts'
import type { OperationName } from './operation-names.ts'

/** Turns a call of the tRPC client into a {@link SupportCall}. */
export function call<Data, Operation extends OperationName>(
  operation: Operation,
  options: ChangeOptions | undefined,
  send: (to: TRPCProcedureOptions) => Promise<Data>,
): SupportCall<Data, Operation> {
  return new SupportCall(sender(operation, options, send))
}

/** Turns a list call of the tRPC client into a {@link ListCall}. */
export function listCall<Query extends { cursor?: string | null | undefined }, Item, Operation extends OperationName>(
  operation: Operation,
  query: Query,
  options: CallOptions | undefined,
  send: (query: Query, to: TRPCProcedureOptions) => Promise<PageData<Item>>,
): ListCall<Item, Operation> {
  // Null and undefined both mean the first page. Earlier versions of the service refuse null.
  const sent = query.cursor === null ? { ...query, cursor: undefined } : query
  return new ListCall(
    sender(operation, options, (to) => send(sent, to)),
    (cursor) => listCall(operation, { ...query, cursor }, options, send),
  )
}

function sender<Data>(
  operation: OperationName,
  options: ChangeOptions = {},
  send: (to: TRPCProcedureOptions) => Promise<Data>,
): Send<Data> {
  const { signal } = options
  return async (isUnbatched) => {
    const state: CallState = { options, isUnbatched }
    try {
      const data = await send({ context: { call: state }, ...(signal && { signal }) })
      return { data, ...responseMetadata(state) }
    } catch (error) {
      throw failureOf(error, operation, state.idempotencyKey)
    }
  }
}

/** Reads version, request id and status from a response. */
export function responseMetadata({ response }: Pick<CallState, 'response'>): Omit<Answer<unknown>, 'data'> {
  // A compressing proxy makes the tag weak. The version in it is the same.
  const version = /^(?:W\/)?"(\d+)"$/.exec(response?.headers.get('etag') ?? '')?.[1]
  const ticketToken = response?.headers.get('ticket-token') ?? undefined
  const dryRunEvents = response?.headers.get('dry-run-events') ?? undefined
  return {
    version: version === undefined ? undefined : Number(version),
    requestId: response?.headers.get('x-request-id') ?? undefined,
    status: response?.status ?? 200,
    ...(ticketToken !== undefined && { ticketToken }),
    ...(dryRunEvents !== undefined && { dryRunEvents: JSON.parse(dryRunEvents) as ChangeOf[] }),
  }
}
