import { initTRPC, type TRPCProcedureBuilder } from '@trpc/server'
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc'
import type { OperationPath } from './access/access.ts'
import { authorize } from './access/actor.ts'
import type { Context } from './context.ts'
import type { ErrorCode } from './core/errors.ts'
import { publicError } from './core/public-error.ts'
import { refuseUnknownFields } from './core/unknown-fields.ts'
import type { EventType } from './events/event.ts'

/**
 * How the data of an operation is sent: as JSON, as a form with files, as the bytes of a file, or as a stream of
 * events.
 */
export type OperationKind = 'json' | 'upload' | 'download' | 'stream'

/** The file parts of a form: `min` to `max` files under one name. */
export interface FileParts {
  name: string
  min: number
  max: number
}

/** The metadata of an operation. `openapi` has the format of trpc-openapi and defines the REST route. */
export type OperationMeta<
  Code extends ErrorCode = ErrorCode,
  Events extends readonly EventType[] | undefined = readonly EventType[] | undefined,
> = {
  /** @default 'json' */
  kind?: OperationKind
  openapi: {
    method: 'GET' | 'POST' | 'PUT' | 'DELETE'
    /** Path under the API's base, with parameters as `{id}`. */
    path: `/${string}`
    tags: string[]
    summary: string
    description?: string
  }
  success: {
    status: 200 | 201 | 204
    description: string
    /** The output field with the id of the new object, the last segment of `Location`. */
    locationOf?: string
    /** The output is not an object of the service and has no version. */
    isFleeting?: true
    /** The output is a secret: it is not stored, so an `Idempotency-Key` has no effect. */
    isSecret?: true
    /** Repeating the change has no effect: an `Idempotency-Key` is accepted, but not stored. */
    isRepeatable?: true
    /** A guest gets the access token of the new ticket, in the header `Ticket-Token`. */
    hasTicketToken?: true
    /** The media type of a download, if it is always the same. */
    mediaType?: string
  }
  /** The error codes of this operation, in addition to those that every operation can return. */
  errors?: readonly Code[]
  /** The types of the events that a mutation may record; `[]` if it changes nothing that has events. */
  events?: Events
  /** The zod schema of the items of a stream. Not typed as such, so that declarations do not need zod. */
  streamOf?: object
  /** The files of an upload. */
  files?: FileParts
  /** A second path of an upload, shared with a JSON operation: the media type of the body decides. */
  sharedPath?: `/${string}`
}

const t = initTRPC
  .context<Context>()
  .meta<OperationMeta>()
  .create({
    isDev: false,
    // A proxy ends a connection without traffic, often after 60 seconds.
    sse: { ping: { enabled: true, intervalMs: 15_000 }, client: { reconnectAfterInactivityMs: 45_000 } },
    errorFormatter({ error, shape, ctx }) {
      const { status, detail, ...rest } = publicError(error)
      const code = TRPC_ERROR_CODES_BY_KEY[RPC_KEY_OF_STATUS[status] ?? error.code]
      const data = { ...rest, httpStatus: status, path: shape.data.path, requestId: ctx?.requestId }
      return { code, message: detail, data }
    },
  })

// The JSON-RPC error codes for the statuses of SupportErrors.
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

/**
 * The base procedure of every operation, over every transport: first the observer, then access. Access is checked
 * before the input, so that a caller without access gets no information about its input.
 */
const base = t.procedure
  .use(({ ctx, path, type, next }) => {
    if (!ctx.observe) return next()
    return ctx.observe({ path, type, requestId: ctx.requestId, actor: ctx.actor }, next)
  })
  .use(({ ctx, path, next }) => {
    authorize(ctx.actor, path as OperationPath)
    return next()
  })

/**
 * Starts an operation: a procedure that states its REST route, its success, its errors and its events. Its type keeps
 * errors and events.
 */
export function operation<
  Code extends ErrorCode = never,
  const Events extends readonly EventType[] | undefined = undefined,
>(meta: OperationMeta<Code, Events>) {
  const builder = base.meta(meta)
  const strict: Pick<typeof builder, 'input'> = {
    input: (schema: Parameters<typeof builder.input>[0]) => builder.input(schema).use(refuseUnknown) as never,
  }
  const checked = isTolerant(meta) ? builder : { ...builder, ...strict }
  return checked as WithMeta<typeof base, OperationMeta<Code, Events>>
}

// The callers of the earlier API may send fields that it ignored. Forms have fields that browsers add.
const TOLERANT_TAGS = new Set(['Support tickets', 'Support ticket attachments'])

/** Whether an operation ignores fields of its input that it does not know. */
export function isTolerant({ openapi, kind }: Pick<OperationMeta, 'openapi' | 'kind'>): boolean {
  return kind === 'upload' || openapi.tags.some((tag) => TOLERANT_TAGS.has(tag))
}

const refuseUnknown = t.middleware(async ({ getRawInput, input, next }) => {
  refuseUnknownFields(await getRawInput(), input)
  return next()
})

// tRPC types the metadata of every procedure alike; this type has the error codes of the operation.
type WithMeta<Builder, Meta> =
  Builder extends TRPCProcedureBuilder<
    infer Ctx,
    infer _Meta,
    infer Overrides,
    infer InputIn,
    infer InputOut,
    infer OutputIn,
    infer OutputOut,
    infer Caller,
    infer ErrorShape
  >
    ? TRPCProcedureBuilder<Ctx, Meta, Overrides, InputIn, InputOut, OutputIn, OutputOut, Caller, ErrorShape>
    : never
