import { isIP } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { Kysely } from 'kysely'
import { buildApp } from './http/app.ts'
import { listen } from './http/listen.ts'
import { dueWork } from './desk/due-work.ts'
import { sendDueReplies } from './messages/send-due-replies.ts'
import { deleteExpiredKeys } from './operations/idempotency.repository.ts'
import { scanEvents } from './attachments/scan-events.ts'
import { followLog } from './events/event-log.ts'
import { deleteExpiredStreamTickets } from './events/stream-tickets.repository.ts'
import { trimEvents } from './events/trim-events.ts'
import { memoryLimiter, postgresLimiter } from './http/plugins/limit-stores.ts'
import { ANSWER_BOUNDS } from './http/plugins/open-answers.ts'
import { systemClock } from './platform/clock.ts'
import type { Config } from './config.ts'
import { databaseReadiness } from './platform/database/readiness.ts'
import { type Closing, openMigratedPools } from './open-database.ts'
import type { Database } from './platform/database/tables.ts'
import { type Files, openFiles } from './files/files.ts'
import { deleteExpiredTicketTokens, openTicketTokens } from './platform/identity/ticket-tokens.ts'
import { apiKeys } from './platform/identity/api-keys.ts'
import { openIdentity, tokenIdentity } from './platform/identity/identity.ts'
import { tokenVerifier } from './platform/identity/jwt.ts'
import { StartupError } from './platform/startup-error.ts'

const SWEEP_MS = 600_000
const MAX_STOP_WAIT_MS = 3_000

/** The running service. */
export interface Service {
  /** The URL at which it listens, like `http://127.0.0.1:8080`. */
  url: string
  log: FastifyBaseLogger
  /** Waits for running requests, then closes all resources in reverse order. */
  stop(): Promise<void>
}

/**
 * Starts the service: opens and migrates the database, starts an embedded Postgres if none is configured, opens the
 * files, and listens. Log lines are written to `logStream`. If the start fails, it closes what it has opened; it
 * rejects with a StartupError for invalid configuration and unreachable resources.
 */
export async function startService(config: Config, logStream: { write(line: string): void }): Promise<Service> {
  refuseOpenNetwork(config)
  const closing: Closing = []
  let isDraining = false
  const stop = async () => {
    isDraining = true
    for (const close of closing.toReversed()) await close()
  }
  try {
    const pools = await openMigratedPools(config, closing)
    const { db } = pools
    const eventLog = followLog(db)
    closing.push(() => eventLog.stop())
    const files = await openFiles({
      ...config,
      db,
      clock: systemClock,
      folder: join(config.dataDir, 'files'),
      limits: config.fileLimits,
      scanEvents: scanEvents(eventLog, systemClock),
    })
    closing.push(() => files.stop(), sweep(db, files, config.eventRetentionDays))
    const ticketTokens = await openTicketTokens(db, systemClock)
    const draining = async () => (isDraining ? 'the service is stopping' : undefined)
    const app = buildApp({
      ...config,
      ...pools,
      files,
      eventLog,
      ticketTokens,
      clock: systemClock,
      identity: config.isOpen ? openIdentity : tokenIdentity(verifierOf(config), apiKeys(db), ticketTokens),
      readiness: { ...databaseReadiness(db), draining },
      openLimiter: config.areLimitsShared ? postgresLimiter(pools.openLimits()) : memoryLimiter,
      answerBounds: { ...ANSWER_BOUNDS, stallMs: config.answerStallMs },
      logger: { level: config.logLevel, base: {}, stream: logStream },
    })
    if (config.isOpen) app.log.warn('No identity is configured: calls need no token and have all permissions')
    const due = dueWork({ db, clock: systemClock, changed: () => eventLog.changed(), log: app.log }, [sendDueReplies])
    closing.push(
      () => due.stop(),
      () => app.close(),
    )
    return { url: await listenAndTell(app, config), log: app.log, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function verifierOf({ tokens }: Config) {
  return tokens.secret === undefined && tokens.jwksUrl === undefined ? undefined : tokenVerifier(tokens)
}

/** Throws if a service without identity would be reachable from other machines. It is meant for development only. */
function refuseOpenNetwork({ isOpen, host }: Config): void {
  const isLoopback = host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
  if (!isOpen || isLoopback) return
  const advice = 'set JWT_SECRET, JWT_JWKS_URL or AUTH=required, or listen on 127.0.0.1'
  throw new StartupError(`Without identity the service listens on loopback only, but HOST is ${host}; ${advice}`)
}

/**
 * Deletes expired idempotency keys, stream tickets and access tokens, old events and orphaned files, now and every 10 minutes. Returns a stop function.
 */
function sweep(db: Kysely<Database>, files: Files, eventRetentionDays: number): () => Promise<void> {
  const sweepOnce = async () => {
    await deleteExpiredKeys(db).catch(() => {})
    await deleteExpiredStreamTickets(db).catch(() => {})
    await deleteExpiredTicketTokens(db).catch(() => {})
    await trimEvents(db, eventRetentionDays, systemClock()).catch(() => {})
    await files.sweeper.sweep().catch(() => {})
  }
  let sweeping = sweepOnce()
  const sweepAgain = () => {
    sweeping = sweeping.then(sweepOnce)
  }
  const timer = setInterval(sweepAgain, SWEEP_MS).unref()
  return async () => {
    clearInterval(timer)
    // A sweep of a large store can take long. The next start sweeps again.
    await Promise.race([sweeping, sleep(MAX_STOP_WAIT_MS, undefined, { ref: false })])
  }
}

async function listenAndTell(app: FastifyInstance, { host, port }: Config): Promise<string> {
  try {
    const { address, family, port: boundPort } = await listen(app, host, port)
    return `http://${family === 'IPv6' ? `[${address}]` : address}:${boundPort}`
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    const problem =
      code === 'EADDRINUSE' ? 'is already in use; stop the other program, or set PORT' : `is not available: ${message}`
    throw new StartupError(`Port ${port} of ${host} ${problem}`, { cause })
  }
}
