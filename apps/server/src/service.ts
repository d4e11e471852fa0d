import { join } from 'node:path'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { buildApp } from './http/app.ts'
import { listen } from './http/listen.ts'
import { bulkJob } from './desk/bulk/bulk-job.ts'
import { dueWork } from './desk/due-work.ts'
import { endDueSnoozes } from './desk/end-snoozes.ts'
import { sendDueReplies } from './messages/send-due-replies.ts'
import { scanEvents } from './attachments/scan-events.ts'
import { type EventLog, followLog } from './events/event-log.ts'
import { openWebhooks } from './webhooks/open-webhooks.ts'
import type { DisabledWebhook } from './webhooks/webhook-delivery.ts'
import { memoryLimiter, postgresLimiter } from './http/plugins/limit-stores.ts'
import { ANSWER_BOUNDS } from './http/plugins/open-answers.ts'
import { systemClock } from './platform/clock.ts'
import { isLoopback } from './config-addresses.ts'
import type { Config } from './config.ts'
import { databaseReadiness } from './platform/database/readiness.ts'
import { openConsole } from './open-console.ts'
import { type Closing, openMigratedPools } from './open-database.ts'
import { type Files, openFiles } from './files/files.ts'
import { startJobs } from './jobs/jobs.ts'
import type { Kysely } from 'kysely'
import type { Database } from './platform/database/tables.ts'
import { openTicketTokens } from './platform/identity/ticket-tokens.ts'
import { apiKeys } from './platform/identity/api-keys.ts'
import { boundedLookUps } from './platform/identity/bounded-lookups.ts'
import { ANYONE, openIdentity, tokenIdentity } from './platform/identity/identity.ts'
import { tokenVerifier } from './platform/identity/jwt.ts'
import { insertOpenAgent, knownAgents } from './platform/identity/known-agents.ts'
import { passDueTargets } from './service-levels/pass-targets.ts'
import { StartupError } from './platform/startup-error.ts'
import { type RecurringJobDependencies, recurringJobs } from './recurring-jobs.ts'

const DRAFTS_MS = 600_000

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
    if (config.isOpen) await insertOpenAgent(db, ANYONE, systemClock())
    const eventLog = followLog(db)
    closing.push(() => eventLog.stop())
    const files = await openConfiguredFiles(config, db, eventLog)
    closing.push(() => files.stop(), deleteDraftsRegularly(files))
    const ticketTokens = await openTicketTokens(db, systemClock)
    const onWebhookDisabled = (webhook: DisabledWebhook) => app.log.warn(webhook, 'A webhook was disabled')
    const webhooks = await openWebhooks({
      ...config,
      ...pools,
      eventLog,
      clock: systemClock,
      onDisabled: onWebhookDisabled,
    })
    closing.push(() => webhooks.stop())
    const draining = async () => (isDraining ? 'the service is stopping' : undefined)
    const verifyToken = verifierOf(config, db)
    const lookUp = boundedLookUps(config.limits.guestPerMinute)
    const app = buildApp({
      ...config,
      ...pools,
      files,
      eventLog,
      webhooks,
      ticketTokens,
      clock: systemClock,
      console: openConsole(config, db, verifyToken, closing, (err) => app.log.error({ err }, 'Console not built')),
      identity: config.isOpen ? openIdentity : tokenIdentity(verifyToken, apiKeys(db), ticketTokens, lookUp),
      readiness: { ...databaseReadiness(db), draining },
      openLimiter: config.areLimitsShared ? postgresLimiter(pools.openLimits()) : memoryLimiter,
      answerBounds: { ...ANSWER_BOUNDS, stallMs: config.answerStallMs },
      logger: { level: config.logLevel, base: {}, stream: logStream },
    })
    if (config.isOpen) app.log.warn('No identity is configured: calls need no token and have all permissions')
    closing.push(...startBackground(config, { db, files, eventLog, log: app.log, onWebhookDisabled }), () =>
      app.close(),
    )
    return { url: await listenAndTell(app, config), log: app.log, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

interface BackgroundDependencies extends Pick<RecurringJobDependencies, 'db' | 'onWebhookDisabled'> {
  files: Files
  eventLog: EventLog
  log: FastifyBaseLogger
}

/** Starts the background work of this process. Returns what stops it. */
function startBackground(config: Config, { files, eventLog, ...others }: BackgroundDependencies): Closing {
  const dependencies = { ...others, clock: systemClock, changed: () => eventLog.changed() }
  const recurring = recurringJobs({ ...config, ...dependencies, sweeper: files.sweeper })
  const jobs = startJobs(others.db, [...recurring, bulkJob(dependencies)], {
    onFailure: ({ error: err, ...job }) => others.log.error({ err, job }, 'A background job failed'),
  })
  const due = dueWork(dependencies, [sendDueReplies, endDueSnoozes, passDueTargets])
  return [() => due.stop(), () => jobs.stop()]
}

function openConfiguredFiles(config: Config, db: Kysely<Database>, eventLog: EventLog): Promise<Files> {
  return openFiles({
    ...config,
    db,
    clock: systemClock,
    folder: join(config.dataDir, 'files'),
    limits: config.fileLimits,
    scanEvents: scanEvents(eventLog, systemClock),
  })
}

function verifierOf({ tokens }: Config, db: Kysely<Database>) {
  const hasKeys = tokens.secret !== undefined || tokens.jwksUrl !== undefined
  return hasKeys ? tokenVerifier(tokens, knownAgents(db)) : undefined
}

/** Throws if a service without identity would be reachable from other machines. It is meant for development only. */
function refuseOpenNetwork({ isOpen, host }: Config): void {
  if (!isOpen || isLoopback(host)) return
  const advice = 'set JWT_SECRET, JWT_JWKS_URL or AUTH=required, or listen on 127.0.0.1'
  throw new StartupError(`Without identity the service listens on loopback only, but HOST is ${host}; ${advice}`)
}

/** Deletes old drafts now and every 10 minutes. Not a job, because every server has drafts of its own. */
function deleteDraftsRegularly({ sweeper }: Files): () => Promise<void> {
  const deleteDrafts = () => sweeper.deleteDrafts().catch(() => {})
  let deleting = deleteDrafts()
  const deleteAgain = () => {
    deleting = deleteDrafts()
  }
  const timer = setInterval(deleteAgain, DRAFTS_MS).unref()
  return async () => {
    clearInterval(timer)
    await deleting
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
