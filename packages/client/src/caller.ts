import type { TRPCProcedureOptions } from '@trpc/client'
import type { CallState } from './attempts.ts'
import type { Answer } from './answer.ts'
import { type Send, SupportCall } from './call.ts'
import { failureOf } from './failures.ts'
import type { CallOptions, ChangeOptions } from './options.ts'
import { ListCall, type PageData } from './pages.ts'
import type { OperationName } from './operation-names.ts'

/** Makes a call of the tRPC client a call of this one. */
export function call<Data, Operation extends OperationName>(
  operation: Operation,
  options: ChangeOptions | undefined,
  send: (to: TRPCProcedureOptions) => Promise<Data>,
): SupportCall<Data, Operation> {
  return new SupportCall(sender(operation, options, send))
}

/** The same for a list, which goes on from page to page. */
export function listCall<Query extends { cursor?: string | null | undefined }, Item, Operation extends OperationName>(
  operation: Operation,
  query: Query,
  options: CallOptions | undefined,
  send: (query: Query, to: TRPCProcedureOptions) => Promise<PageData<Item>>,
): ListCall<Item, Operation> {
  // Null and left out both ask for the first page; services of before know the second alone.
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
  return async (isAlone) => {
    const state: CallState = { options, isAlone }
    try {
      const data = await send({ context: { call: state }, ...(signal && { signal }) })
      return { data, ...headOf(state) }
    } catch (error) {
      throw failureOf(error, operation, state.idempotencyKey)
    }
  }
}

/** What the head of an answer says. */
export function headOf({ answer }: Pick<CallState, 'answer'>): Omit<Answer<unknown>, 'data'> {
  // A proxy that compresses makes the tag a weak one; the version it names is the same.
  const version = /^(?:W\/)?"(\d+)"$/.exec(answer?.headers.get('etag') ?? '')?.[1]
  return {
    version: version === undefined ? undefined : Number(version),
    requestId: answer?.headers.get('x-request-id') ?? undefined,
    status: answer?.status ?? 200,
  }
}
