import Fastify, { type FastifyInstance, type FastifyServerOptions, LogController } from 'fastify'
import { PresenceFeed } from '../desk/presence-feed.ts'
import { type EventStreams, eventStreams } from '../events/event-streams.ts'
import { STREAM_BOUNDS, type StreamBounds } from '../events/open-streams.ts'
import { redeemStreamTicket } from '../events/stream-tickets.ts'
import { contextFactory } from '../operations/context.ts'
import { findBacklog } from '../jobs/jobs.repository.ts'
import type { OperationDependencies } from '../operations/unit-of-work.ts'
import { uploadRunner } from '../operations/uploads.ts'
import { collectAcceptedBodies } from './plugins/accepted-bodies.ts'
import { admission } from './plugins/admission.ts'
import { directUploadRoutes } from './uploads/direct-upload-routes.ts'
import { consoleRoutes } from './console/console-routes.ts'
import { sessionRoutes } from './console/session-routes.ts'
import type { SignInWays } from './console/sign-in-ways.ts'
import { docsRoutes } from './docs/docs.ts'
import { normalizeForwardedAddresses } from './plugins/client-address.ts'
import { allowOrigins } from './plugins/cors.ts'
import { withLoggedErrors } from './plugins/error-log.ts'
import { limitHandlers } from './plugins/handler-timeout.ts'
import { healthRoutes, type ReadinessChecks } from './plugins/health.ts'
import { countUnreadPieces, refuseManyPieces, requestsInFewPieces } from './plugins/body-pieces.ts'
import { acceptJsonBodies } from './plugins/json-body.ts'
import { refuseForeignPages } from './plugins/local-callers.ts'
import { answerMalformedHttp, checkHostAndExpect, closeIdleConnectionsWhileStopping } from './plugins/malformed-http.ts'
import { answerOtherMethods } from './plugins/methods.ts'
import { downloadRoutes } from './downloads/download-routes.ts'
import { requirePeerAddress } from './plugins/peer-address.ts'
import { decoratePublicAddresses } from './plugins/public-addresses.ts'
import { answerWithProblems, sendProblem } from './plugins/problems.ts'
import { refuseUndecodableQueries } from './plugins/query-encoding.ts'
import {
  type CallCounts,
  countRequestsOf,
  countUnknownAddresses,
  type RateLimits,
  rateLimits,
} from './plugins/rate-limits.ts'
import { memoryLimiter, type OpenLimiter } from './plugins/limit-stores.ts'
import { ANSWER_BOUNDS, type AnswerBounds, boundOpenAnswers } from './plugins/open-answers.ts'
import { logRequests, requestIdOf } from './plugins/request-log.ts'
import { restRoutes } from './rest/rest-routes.ts'
import { operationsCalled, rpcRoutes } from './rpc/rpc.ts'
import { type SessionCaller, sessionCaller } from './plugins/session-callers.ts'
import { type SessionCookies, sessionCookies } from './plugins/session-cookies.ts'
import { sendSecurityHeaders } from './plugins/security-headers.ts'
import { streamRoutes } from './streams/stream-routes.ts'
import { endStalledAnswers } from './plugins/slow-readers.ts'
import { byBody, uploadRoutes } from './uploads/upload-routes.ts'
import type { ConsoleBuild } from '../platform/console-build.ts'
import { boundedLookUps } from '../platform/identity/bounded-lookups.ts'
import { currentActors } from '../platform/identity/current-actors.ts'
import { ANYONE, type Identity, openIdentity } from '../platform/identity/identity.ts'
import { openSessions, type Sessions } from '../platform/identity/sessions/sessions.ts'

/** The dependencies of the HTTP service. service.ts creates them. */
export interface AppDependencies extends Omit<OperationDependencies, 'eventStreams'> {
  identity: Identity
  limits: RateLimits
  /** Creates the counters of the rate limits. The default counts in this process. */
  openLimiter?: OpenLimiter
  /** @default ANSWER_BOUNDS */
  answerBounds?: AnswerBounds
  /** {@link STREAM_BOUNDS} unless given. */
  streamBounds?: Partial<StreamBounds>
  readiness: ReadinessChecks
  publicUrl: string
  /** The files of the console, and the ways to sign in to it; undefined if the console is not served. */
  console?: ConsoleDependencies | undefined
  /** Whether `publicUrl` is only the listen address, because PUBLIC_URL is not configured. */
  isPublicUrlDerived?: boolean
  corsOrigins: string[]
  trustedProxies: string[]
  logger: FastifyServerOptions['logger']
}

interface ConsoleDependencies extends Pick<ConsoleBuild, 'folder' | 'failure'> {
  ways?: SignInWays
}

const KIB = 1024
const HANDLER_TIMEOUT_MS = 10_000

/** Builds the HTTP service. It does not listen yet. */
export function buildApp(dependencies: AppDependencies): FastifyInstance {
  const { publicUrl, corsOrigins, trustedProxies, logger, readiness } = dependencies
  const app: FastifyInstance = Fastify({
    logger: withLoggedErrors(logger),
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: requestIdOf,
    childLoggerFactory: (parent) => parent, // our log lines already contain the request id
    trustProxy: trustedProxies.length > 0 ? trustedProxies : false,
    bodyLimit: 256 * KIB,
    requestTimeout: 30_000,
    return503OnClosing: false, // requests that arrive during shutdown are answered normally
    http: {
      maxHeaderSize: 16 * KIB,
      headersTimeout: 10_000,
      connectionsCheckingInterval: 1_000,
      requireHostHeader: false,
      IncomingMessage: requestsInFewPieces((socket) => refuseManyPieces(app, socket)),
    },
    routerOptions: { maxParamLength: 1000, ignoreTrailingSlash: true, constraints: { body: byBody } },
    frameworkErrors: (error, request, reply) => {
      reply.headers(headers)
      sendProblem(error, request, reply, publicUrl)
    },
  })
  requirePeerAddress(app)
  collectAcceptedBodies(app)
  decoratePublicAddresses(app, publicUrl, dependencies.isPublicUrlDerived ?? false)
  const counts = rateLimits(dependencies.limits, dependencies.openLimiter ?? memoryLimiter)
  const headers = sendSecurityHeaders(app, publicUrl)
  const otherMethods = answerOtherMethods(app)
  if (trustedProxies.length > 0) normalizeForwardedAddresses(app)
  logRequests(app)
  allowOrigins(app, corsOrigins)
  countUnknownAddresses(app, counts)
  limitHandlers(app, HANDLER_TIMEOUT_MS)
  answerWithProblems(app, publicUrl)
  answerMalformedHttp(app, publicUrl, headers)
  checkHostAndExpect(app)
  closeIdleConnectionsWhileStopping(app)
  countUnreadPieces(app)
  acceptJsonBodies(app)
  app.register(async (scope) => healthRoutes(scope, readiness, () => findBacklog(dependencies.db)))
  app.register(async (scope) => {
    countRequestsOf(scope, counts)
    docsRoutes(scope, dependencies.identity === openIdentity, dependencies.console ? '/console' : '/docs')
  })
  const sessions = openSessions(dependencies.db)
  const cookies = sessionCookies(publicUrl)
  if (dependencies.console) openConsole(app, dependencies.console, dependencies.identity, { counts, sessions, cookies })
  const lookUp = boundedLookUps(dependencies.limits.guestPerMinute)
  const callerOfSession = sessionCaller(dependencies.identity === openIdentity ? undefined : sessions, cookies, lookUp)
  const streams = openEventStreams(dependencies, sessions)
  app.addHook('preClose', async () => streams.close())
  app.register(async (scope) =>
    apiRoutes(scope, dependencies, counts, callerOfSession, contextFactory({ ...dependencies, eventStreams: streams })),
  )
  otherMethods.register((scope) => countRequestsOf(scope, counts))
  return app
}

/** Requests for the files of the console are not counted: a page has many, and each is a file that is sent. */
function openConsole(
  app: FastifyInstance,
  { ways = {}, ...build }: ConsoleDependencies,
  identity: Identity,
  { counts, sessions, cookies }: { counts: CallCounts; sessions: Sessions; cookies: SessionCookies },
): void {
  const everybody = identity === openIdentity ? ANYONE : undefined
  app.register(async (scope) => consoleRoutes(scope, build))
  app.register(async (scope) => {
    countRequestsOf(scope, counts)
    sessionRoutes(scope, { sessions, cookies, ways, everybody })
  })
}

function openEventStreams({ db, lists, eventLog, streamBounds }: AppDependencies, sessions: Sessions): EventStreams {
  const bounds = { ...STREAM_BOUNDS, ...streamBounds }
  return eventStreams(lists, eventLog, currentActors(db, sessions), bounds, new PresenceFeed(lists))
}

/** Registers REST and RPC. Over both, a call is authenticated and counted before its body is read. */
async function apiRoutes(
  app: FastifyInstance,
  { db, identity, files, publicUrl, corsOrigins, answerBounds = ANSWER_BOUNDS, streamBounds }: AppDependencies,
  counts: CallCounts,
  callerOfSession: SessionCaller,
  createContext: ReturnType<typeof contextFactory>,
): Promise<void> {
  const admit = admission(identity, callerOfSession, counts)
  app.decorateRequest('actor', null as never)
  refuseUndecodableQueries(app)
  if (identity === openIdentity) refuseForeignPages(app, publicUrl, corsOrigins)
  endStalledAnswers(app, answerBounds.stallMs, boundOpenAnswers(app, answerBounds))
  app.register(
    async (rest) => {
      rest.addHook('onRequest', (request, reply, done) =>
        admit(request, reply, [request.routeOptions.config.operation ?? ''], done),
      )
      restRoutes(rest, createContext)
      const { heartbeatMs } = { ...STREAM_BOUNDS, ...streamBounds }
      streamRoutes(rest, (ticket) => redeemStreamTicket(db, ticket), heartbeatMs, createContext)
      const runUpload = uploadRunner(db, files, createContext)
      downloadRoutes(rest, files.links, createContext)
      directUploadRoutes(rest, files, createContext, runUpload)
      rest.register(async (forms) => uploadRoutes(forms, files, runUpload))
    },
    { prefix: '/api' },
  )
  app.register(
    async (rpc) => {
      rpc.addHook('onRequest', (request, reply, done) => admit(request, reply, operationsCalled(request), done))
      rpcRoutes(rpc, createContext)
    },
    { prefix: '/trpc' },
  )
}
