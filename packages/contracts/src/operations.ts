import { type AnyTRPCProcedure, getTRPCErrorFromUnknown, getTRPCErrorShape } from '@trpc/server'
import { z } from 'zod'
import type { OperationPath } from './access/access.ts'
import type { Context } from './core/context.ts'
import { supportRouter } from './router.ts'
import type { OperationMeta } from './core/trpc.ts'

/** One operation of the contract. */
export interface Operation {
  /** Name over RPC: `tickets.get`. */
  path: OperationPath
  type: 'query' | 'mutation'
  meta: OperationMeta
  input: z.ZodType
  output: z.ZodType
  /** What the contract does with a checked input: it asks a service of the context. */
  resolve: (call: { ctx: Context; input: unknown }) => Promise<unknown>
  /** Whether the output is a page, which REST sends as a bare array. */
  isList: boolean
}

// tRPC keeps procedures flat at run time but does not publish this shape: every reach into `_def` is in this file.
interface ProcedureDef {
  type: 'query' | 'mutation'
  meta: OperationMeta
  inputs: [z.ZodType]
  output: z.ZodType
  resolver: Operation['resolve']
}
// oxlint-disable-next-line eslint/no-underscore-dangle
const procedures = supportRouter._def.procedures as unknown as Record<string, AnyTRPCProcedure & { _def: ProcedureDef }>

/** The router as a flat list. */
export const operations: readonly Operation[] = Object.entries(procedures).map(([path, { _def }]) => ({
  path: path as OperationPath,
  type: _def.type,
  meta: _def.meta,
  input: _def.inputs[0],
  output: _def.output,
  resolve: _def.resolver,
  isList: _def.output instanceof z.ZodObject && 'nextCursor' in _def.output.shape,
}))

/** The body of an RPC answer to a failure, in the shape of tRPC's own; without `path`, of one before tRPC saw the request. */
export function rpcFailure(failure: unknown, requestId: string, path?: string): { error: unknown } {
  const error = getTRPCErrorFromUnknown(failure)
  const ctx = { requestId } as Context // all that the error formatter looks at
  // oxlint-disable-next-line eslint/no-underscore-dangle
  const config = supportRouter._def._config
  return { error: getTRPCErrorShape({ config, error, type: 'unknown', path, input: undefined, ctx }) }
}
