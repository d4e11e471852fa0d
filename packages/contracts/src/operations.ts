import { type AnyTRPCProcedure, getTRPCErrorFromUnknown, getTRPCErrorShape, type TRPCError } from '@trpc/server'
import { z } from 'zod'
import type { OperationPath } from './access/access.ts'
import type { Context } from './context.ts'
import type { EventType } from './events/event.ts'
import { fileRouter, supportRouter } from './router.ts'
import type { OperationKind, OperationMeta } from './trpc.ts'

/** One operation of the contract. */
export interface Operation {
  /** The name, such as `tickets.get`. */
  path: OperationPath
  kind: OperationKind
  type: 'query' | 'mutation' | 'subscription'
  /** Whether the operation is available over RPC. Every operation has a REST route. */
  isRpc: boolean
  meta: OperationMeta
  input: z.ZodType
  /** The schema of the output; of a stream, that of one event. */
  output: z.ZodType
  /** Whether the output is a page, which REST sends as a bare array. */
  isList: boolean
  /**
   * Runs the operation: observer, access, input validation, service, output validation. Rejects with the thrown error.
   */
  run(call: OperationCall): Promise<unknown>
}

/** One call, as a transport passes it to an operation. */
export interface OperationCall {
  ctx: Context
  /** Reads the input. Called only after access was granted, so the body of a refused caller is never read. */
  getRawInput: () => Promise<unknown>
  /** Ends a stream. */
  signal?: AbortSignal
}

// A procedure is a function; a resource, or a group of resources, is an object.
type PathsOf<Record_> = {
  [R in keyof Record_ & string]: Record_[R] extends (...input: never) => unknown ? R : `${R}.${PathsOf<Record_[R]>}`
}[keyof Record_ & string]
/** The name of an operation that RPC has. */
// oxlint-disable-next-line eslint/no-underscore-dangle
export type RpcPath = PathsOf<(typeof supportRouter)['_def']['record']>
// oxlint-disable-next-line eslint/no-underscore-dangle
type Routes = (typeof supportRouter)['_def']['record'] & (typeof fileRouter)['_def']['record']
type RoutedPath = PathsOf<Routes>

type MutationsWithoutEvents<Record_> = {
  [R in keyof Record_ & string]: Record_[R] extends { _def: { type: 'mutation' }; meta: { events?: infer Events } }
    ? Exclude<R, Events extends readonly EventType[] ? string : never>
    : Record_[R] extends (...input: never) => unknown
      ? never
      : `${R}.${MutationsWithoutEvents<Record_[R]>}`
}[keyof Record_ & string]

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
type Middleware = ((options: object) => Promise<MiddlewareResult>) & { _type?: 'input' | 'output' }
type MiddlewareResult = { ok: true; data: unknown } | { ok: false; error: TRPCError }

/** All operations. */
export const operations: readonly Operation[] = [
  ...operationsOf(supportRouter, true),
  ...operationsOf(fileRouter, false),
]

const byPath = new Map(operations.map((operation) => [operation.path as string, operation]))

/** Returns the operation with this name; undefined if there is none. */
export function findOperation(path: string): Operation | undefined {
  return byPath.get(path)
}

/** Returns the operation with this name. */
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
    output: (_def.meta.streamOf as z.ZodType | undefined) ?? _def.output!,
    isList: isPage(_def.output),
    run: runnerOf(path, _def),
  }))
}

function isPage(output: z.ZodType | undefined): boolean {
  return output instanceof z.ZodObject && 'nextCursor' in output.shape
}

/**
 * Returns a function that runs the middlewares of a procedure in order, including input and output validation. tRPC's
 * own caller copies every option for every middleware, which takes 15 µs per call instead of 4 µs (ADR 33). The output
 * of a list is not validated: its rows come from typed columns, and validation copies every row (ADR 31).
 */
function runnerOf(path: string, def: ProcedureDef): Operation['run'] {
  const { type, meta, output } = def
  // oxlint-disable-next-line eslint/no-underscore-dangle
  const middlewares = def.middlewares.filter(({ _type }) => !(_type === 'output' && isPage(output)))
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

/** Unwraps an error that a resolver threw. Errors of tRPC itself, such as invalid input, are returned unchanged. */
function thrownBy(error: TRPCError): unknown {
  return error.code === 'INTERNAL_SERVER_ERROR' && error.cause !== undefined ? error.cause : error
}

/** Returns the body of an RPC error in tRPC's format. `path` is undefined if tRPC has not handled the request. */
export function rpcFailure(failure: unknown, requestId: string, path?: string): { error: unknown } {
  const error = getTRPCErrorFromUnknown(failure)
  const ctx = { requestId } as Context // the only field that the error formatter reads
  // oxlint-disable-next-line eslint/no-underscore-dangle
  const config = supportRouter._def._config
  return { error: getTRPCErrorShape({ config, error, type: 'unknown', path, input: undefined, ctx }) }
}
