import { type AnyTRPCProcedure, getTRPCErrorFromUnknown, getTRPCErrorShape, type TRPCError } from '@trpc/server'
import { z } from 'zod'
import type { OperationPath } from './access/access.ts'
import type { Context } from './context.ts'
import type { EventType } from './events/event.ts'
import { fileRouter, supportRouter } from './router.ts'
import type { OperationKind, OperationMeta } from './trpc.ts'

/** One operation of the contract. */
export interface Operation {
  /** The name, like `tickets.get`. */
  path: OperationPath
  kind: OperationKind
  type: 'query' | 'mutation' | 'subscription'
  /** Whether RPC has it too; every operation has a REST route. */
  isRpc: boolean
  meta: OperationMeta
  input: z.ZodType
  /** The schema of the output; of a stream, that of one event. */
  output: z.ZodType
  /** Whether the output is a page, which REST sends as a bare array. */
  isList: boolean
  /** Runs the operation: observer, access, input, service, output. Rejects with the error that was thrown. */
  run(call: OperationCall): Promise<unknown>
}

/** What a transport brings for one call. */
export interface OperationCall {
  ctx: Context
  /** Reads the input. Called after access was granted, so that a refused caller's body is never read. */
  getRawInput: () => Promise<unknown>
  /** Ends a stream. */
  signal?: AbortSignal
}

type PathsOf<Record_> = { [R in keyof Record_]: `${R & string}.${keyof Record_[R] & string}` }[keyof Record_]
/** The name of an operation that RPC has. */
// oxlint-disable-next-line eslint/no-underscore-dangle
export type RpcPath = PathsOf<(typeof supportRouter)['_def']['record']>
// oxlint-disable-next-line eslint/no-underscore-dangle
type Routes = (typeof supportRouter)['_def']['record'] & (typeof fileRouter)['_def']['record']
type RoutedPath = PathsOf<Routes>

type MutationsWithoutEvents<Record_> = {
  [R in keyof Record_]: {
    [V in keyof Record_[R]]: Record_[R][V] extends { _def: { type: 'mutation' }; meta: { events?: infer Events } }
      ? Exclude<`${R & string}.${V & string}`, Events extends readonly EventType[] ? string : never>
      : never
  }[keyof Record_[R]]
}[keyof Record_]

interface Problems {
  access: `${Exclude<RoutedPath, OperationPath>} has no row in ACCESS`
  routers: `${Exclude<OperationPath, RoutedPath>} is in no router`
  events: `${MutationsWithoutEvents<Routes>} states no events`
}
type Problem = Problems[keyof Problems]

// The access table and the routers have the same operations, and every mutation states its events. If not, this does not
// compile, and the error names the operations.
'complete' satisfies [Problem] extends [never] ? 'complete' : Problem

// tRPC keeps procedures flat at run time but does not publish this shape. Every use of `_def` is in this file.
interface ProcedureDef {
  type: Operation['type']
  meta: OperationMeta
  inputs: [z.ZodType]
  output?: z.ZodType
  middlewares: Middleware[]
}
type Middleware = (options: object) => Promise<MiddlewareResult>
type MiddlewareResult = { ok: true; data: unknown } | { ok: false; error: TRPCError }

/** All operations. */
export const operations: readonly Operation[] = [
  ...operationsOf(supportRouter, true),
  ...operationsOf(fileRouter, false),
]

const byPath = new Map(operations.map((operation) => [operation.path as string, operation]))

/** The operation with this name, if there is one. */
export function findOperation(path: string): Operation | undefined {
  return byPath.get(path)
}

/** The operation with this name. */
export function operationAt(path: OperationPath): Operation {
  return byPath.get(path)!
}

function operationsOf(router: typeof supportRouter | typeof fileRouter, isRpc: boolean): Operation[] {
  // oxlint-disable-next-line eslint/no-underscore-dangle
  const procedures = router._def.procedures as unknown as Record<string, AnyTRPCProcedure & { _def: ProcedureDef }>
  return Object.entries(procedures).map(([path, { _def }]) => ({
    path: path as OperationPath,
    kind: _def.meta.kind ?? 'json',
    type: _def.type,
    isRpc,
    meta: _def.meta,
    input: _def.inputs[0],
    output: _def.meta.streamOf ?? _def.output!,
    isList: _def.output instanceof z.ZodObject && 'nextCursor' in _def.output.shape,
    run: runnerOf(path, _def),
  }))
}

/**
 * Runs all middlewares of a procedure, input and output validation included, in their order. tRPC's own caller does the
 * same and copies every option for every middleware, which takes 15 µs a call instead of 4 (ADR 33).
 */
function runnerOf(path: string, { type, meta, middlewares }: ProcedureDef): Operation['run'] {
  const step = async (index: number, options: { ctx: Context }): Promise<MiddlewareResult> => {
    const next = (changed: { ctx?: object } = {}) =>
      step(index + 1, { ...options, ...changed, ctx: changed.ctx ? { ...options.ctx, ...changed.ctx } : options.ctx })
    try {
      return await middlewares[index]!({ ...options, next })
    } catch (cause) {
      return { ok: false, error: getTRPCErrorFromUnknown(cause) }
    }
  }
  return async ({ ctx, getRawInput, signal }) => {
    const options = { ctx, path, type, meta, getRawInput, input: undefined, signal, batchIndex: 0 }
    const result = await step(0, options)
    if (result.ok) return result.data
    throw thrownBy(result.error)
  }
}

/** tRPC wraps what a resolver throws; its own errors (of the input) stay as they are. */
function thrownBy(error: TRPCError): unknown {
  return error.code === 'INTERNAL_SERVER_ERROR' && error.cause !== undefined ? error.cause : error
}

/** The body of an RPC error, in tRPC's own form. Without `path`: of an error before tRPC saw the request. */
export function rpcFailure(failure: unknown, requestId: string, path?: string): { error: unknown } {
  const error = getTRPCErrorFromUnknown(failure)
  const ctx = { requestId } as Context // all that the error formatter reads
  // oxlint-disable-next-line eslint/no-underscore-dangle
  const config = supportRouter._def._config
  return { error: getTRPCErrorShape({ config, error, type: 'unknown', path, input: undefined, ctx }) }
}
