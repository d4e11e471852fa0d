import cors from '@fastify/cors'
import type { Context } from '@kinconecta/support-contracts'
import Fastify, { type FastifyInstance, type FastifyRequest, type FastifyServerOptions, LogController } from 'fastify'
import type { Kysely } from 'kysely'
import { findAttachments } from './attachments/attachments.repository.ts'
import { attachmentService } from './attachments/attachments.service.ts'
import type { Clock } from './clock.ts'
import { coalesce } from './database/coalesce.ts'
import { pendingMigrations } from './database/migrate.ts'
import type { Database } from './database/tables.ts'
import { docsRoutes } from './http/docs.ts'
import { healthRoutes } from './http/health.ts'
import { takeJsonBodies } from './http/json-body.ts'
import { answerMalformedHttp, answerStrangeHttp } from './http/malformed-http.ts'
import { answerOtherMethods } from './http/methods.ts'
import { answerWithProblems, sendProblem } from './http/problems.ts'
import { logRequests, requestIdOf } from './http/request-log.ts'
import { restRoutes } from './http/rest-routes.ts'
import { rpcRoutes } from './http/rpc.ts'
import { findTickets } from './tickets/tickets.repository.ts'
import { ticketService } from './tickets/tickets.service.ts'

/** What the service is made of. How it runs, main.ts decides. */
export interface AppDependencies {
  db: Kysely<Database>
  clock: Clock
  publicUrl: string
  corsOrigins: string[]
  logger: FastifyServerOptions['logger']
}

const KIB = 1024
const EXPOSED_HEADERS = ['Link', 'Location', 'X-Request-Id']
const ALLOWED_HEADERS = ['Authorization', 'Content-Type', 'X-Request-Id']

/** The whole HTTP service, not yet listening. */
export function buildApp({ db, clock, publicUrl, corsOrigins, logger }: AppDependencies): FastifyInstance {
  const app = Fastify({
    logger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: requestIdOf,
    bodyLimit: 256 * KIB,
    requestTimeout: 30_000,
    http: { maxHeaderSize: 16 * KIB, headersTimeout: 10_000, requireHostHeader: false },
    routerOptions: { maxParamLength: 1000, ignoreTrailingSlash: true },
    clientErrorHandler: answerMalformedHttp(publicUrl),
    frameworkErrors: (error, request, reply) => void sendProblem(error, request, reply as never, publicUrl),
  })
  const createContext = contextFactory(db, clock)
  const otherMethods = answerOtherMethods(app)
  logRequests(app)
  answerWithProblems(app, publicUrl)
  answerStrangeHttp(app)
  takeJsonBodies(app)
  app.register(cors, {
    origin: corsOrigins,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
    allowedHeaders: ALLOWED_HEADERS,
    exposedHeaders: EXPOSED_HEADERS,
    maxAge: 600,
    strictPreflight: false,
    preflightContinue: true,
  })
  app.register(async (scope) => healthRoutes(scope, readiness(db)))
  app.register(async (scope) => docsRoutes(scope))
  app.register(async (scope) => restRoutes(scope, createContext), { prefix: '/api' })
  app.register(async (scope) => rpcRoutes(scope, createContext), { prefix: '/trpc' })
  otherMethods.register()
  return app
}

function contextFactory(db: Kysely<Database>, clock: Clock): (request: FastifyRequest) => Context {
  const findTicket = coalesce((ids: number[]) => findTickets(db, ids))
  const findAttachment = coalesce((ids: number[]) => findAttachments(db, ids))
  const tickets = ticketService({ db, clock, findTicket })
  const attachments = attachmentService({ db, clock, findAttachment })
  return ({ id: requestId }) => ({ requestId, tickets, attachments })
}

function readiness(db: Kysely<Database>) {
  return {
    database: async () => {
      const pending = await pendingMigrations(db)
      return pending.length > 0 ? `waits for migration ${pending.join(', ')}` : undefined
    },
  }
}
