import { initTRPC } from '@trpc/server'
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc'
import type { OperationPath } from '../access/access.ts'
import { authorize } from '../access/actor.ts'
import type { Context } from './context.ts'
import type { ErrorCode } from './errors.ts'
import { publicError } from './public-error.ts'

/** What an operation carries beside its schemas. `openapi` is in trpc-openapi's form and gives it its REST route. */
export type OperationMeta = {
  openapi: {
    method: 'GET' | 'POST' | 'PUT' | 'DELETE'
    /** Below the API's base, with parameters as `{id}`. */
    path: `/${string}`
    tags: string[]
    summary: string
    description?: string
  }
  /**
   * The status of a success over REST. `locationOf` names the output member that ends the new object's address. What
   * is `isFleeting` is no object of the service and has no version. `mediaType` is that of bytes which are always of one.
   */
  success: {
    status: 200 | 201 | 204
    description: string
    locationOf?: string
    isFleeting?: true
    mediaType?: string
  }
  /** The error codes this operation adds to those that any can return. */
  errors?: ErrorCode[]
}

const t = initTRPC
  .context<Context>()
  .meta<OperationMeta>()
  .create({
    isDev: false,
    errorFormatter({ error, shape, ctx }) {
      const { status, detail, ...rest } = publicError(error)
      const code = TRPC_ERROR_CODES_BY_KEY[RPC_KEY_OF_STATUS[status] ?? error.code]
      const data = { ...rest, httpStatus: status, path: shape.data.path, requestId: ctx?.requestId }
      return { code, message: detail, data }
    },
  })

// For JSON-RPC's numeric code, where the failure is one of ours and not one that tRPC named.
const RPC_KEY_OF_STATUS: Partial<Record<number, keyof typeof TRPC_ERROR_CODES_BY_KEY>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  408: 'TIMEOUT',
  409: 'CONFLICT',
  412: 'PRECONDITION_FAILED',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  422: 'UNPROCESSABLE_CONTENT',
  429: 'TOO_MANY_REQUESTS',
  503: 'SERVICE_UNAVAILABLE',
}

export const router = t.router

// Access comes before the input: who may not call learns nothing about what it sent.
const guarded = t.procedure.use(({ ctx, path, next }) => {
  authorize(ctx.actor, path as OperationPath)
  return next()
})

/** Starts an operation: a procedure that states its REST route, its success and its errors. */
export function operation(meta: OperationMeta) {
  return guarded.meta(meta)
}
