import { type AddressInfo, isIP } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { Kysely } from 'kysely'
import { buildApp } from './http/app.ts'
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
import { apiKeys } from './platform/identity/api-keys.ts'
import { openIdentity, tokenIdentity } from './platform/identity/identity.ts'
import { tokenVerifier } from './platform/identity/jwt.ts'
import { StartupError } from './platform/startup-error.ts'

const SWEEP_MS = 600_000
const SWEEP_PATIENCE_MS = 3_000

/** The running service. */
export interface Service {
  /** Where it listens, like `http://127.0.0.1:8080`. */
  url: string
  log: FastifyBaseLogger
  /** Lets running requests finish, then closes what was opened, in the opposite order. */
  stop(): Promise<void>
}

/**
 * Starts all of it: Postgres where none was given, the schema, the server. Rejects with a StartupError, having closed
 * what it had opened. The log is written to `logStream`.
 */
export async function startService(config: Config, logStream: { write(line: string): void }): Promise<Service> {
  refuseToBeOpenToAll(config)
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
    const draining = async () => (isDraining ? 'the service is stopping' : undefined)
    const app = buildApp({
      ...config,
      ...pools,
      files,
      eventLog,
      clock: systemClock,
      identity: config.isOpen ? openIdentity : tokenIdentity(verifierOf(config), apiKeys(db)),
      readiness: { ...databaseReadiness(db), draining },
      openLimiter: config.areLimitsShared ? postgresLimiter(pools.openLimits()) : memoryLimiter,
      answerBounds: { ...ANSWER_BOUNDS, stallMs: config.answerStallMs },
      logger: { level: config.logLevel, base: {}, stream: logStream },
    })
    if (config.isOpen) app.log.warn('No identity is configured: everyone who reaches this address may do everything')
    closing.push(() => app.close())
    return { url: await listen(app, config), log: app.log, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function verifierOf({ tokens }: Config) {
  return tokens.secret === undefined && tokens.jwksUrl === undefined ? undefined : tokenVerifier(tokens)
}

/** Open to everyone is for development, where everyone is on this machine. */
function refuseToBeOpenToAll({ isOpen, host }: Config): void {
  const isLoopback = host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
  if (!isOpen || isLoopback) return
  const advice = 'set JWT_SECRET, JWT_JWKS_URL or AUTH=required, or listen on 127.0.0.1'
  throw new StartupError(`Without identity the service listens on loopback only, and HOST is ${host}; ${advice}`)
}

/** Deletes expired idempotency keys and stream tickets, old events and orphaned files, now and from time to time. */
function sweep(db: Kysely<Database>, files: Files, eventRetentionDays: number): () => Promise<void> {
  const sweepOnce = async () => {
    await deleteExpiredKeys(db).catch(() => {})
    await deleteExpiredStreamTickets(db).catch(() => {})
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
    // A store may be long to go through; what is left, the next start does.
    await Promise.race([sweeping, sleep(SWEEP_PATIENCE_MS, undefined, { ref: false })])
  }
}

async function listen(app: FastifyInstance, { host, port }: Config): Promise<string> {
  try {
    await app.listen({ host, port })
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    const why =
      code === 'EADDRINUSE' ? 'is already in use; stop what uses it, or set PORT' : `cannot be listened on: ${message}`
    throw new StartupError(`Port ${port} of ${host} ${why}`, { cause })
  }
  const address = app.server.address() as AddressInfo
  return `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`
}
