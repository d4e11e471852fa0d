import { randomBytes } from 'node:crypto'
import { createSupportClient, type SupportClient } from '@kinconecta/support-client'
import type { FastifyInstance } from 'fastify'
import { type Kysely, sql } from 'kysely'
import { afterAll, beforeAll, inject } from 'vitest'
import { type AppDependencies, buildApp } from '../../src/http/app.ts'
import type { SignInWays } from '../../src/http/console/sign-in-ways.ts'
import { listenOn } from '../../src/http/listen.ts'
import { scanEvents } from '../../src/attachments/scan-events.ts'
import { type DueWork, dueWork } from '../../src/desk/due-work.ts'
import { sendDueReplies } from '../../src/messages/send-due-replies.ts'
import { type EventLog, followLog } from '../../src/events/event-log.ts'
import { readConfig } from '../../src/config.ts'
import { openDatabase } from '../../src/platform/database/connection.ts'
import { openPools } from '../../src/platform/database/pools.ts'
import { databaseReadiness } from '../../src/platform/database/readiness.ts'
import type { Database } from '../../src/platform/database/tables.ts'
import { type Files, type FilesOptions, openFiles } from '../../src/files/files.ts'
import { openTicketTokens, type TicketTokens } from '../../src/platform/identity/ticket-tokens.ts'
import { apiKeys } from '../../src/platform/identity/api-keys.ts'
import { boundedLookUps } from '../../src/platform/identity/bounded-lookups.ts'
import { ANYONE, openIdentity, tokenIdentity } from '../../src/platform/identity/identity.ts'
import { tokenVerifier } from '../../src/platform/identity/jwt.ts'
import { openWebhooks, type Webhooks, type WebhooksOptions } from '../../src/webhooks/open-webhooks.ts'
import { insertOpenAgent, knownAgents } from '../../src/platform/identity/known-agents.ts'
import { databaseUrl, TEMPLATE } from './global-setup.ts'
import { removeFolder, temporaryFolder } from './temporary-folder.ts'
import { tokenSources } from './tokens.ts'

/** The service of one test file, with its own database, port and client. */
export interface TestService {
  url: string
  databaseUrl: string
  db: Kysely<Database>
  /** The connection pool for lists. */
  lists: Kysely<Database>
  app: FastifyInstance
  client: SupportClient
  files: Files
  eventLog: EventLog
  webhooks: Webhooks
  /** Sends the replies that are due; also every second. */
  dueWork: DueWork
  ticketTokens: TicketTokens
  /** The folder in which the service stores files. */
  folder: string
  /** The current time of the service. */
  clock: { now: string }
  /** Sends a request. A `body` that is an object is sent as JSON; text, bytes and forms are sent unchanged. */
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
}

/** A response. `json` is undefined if the body is not JSON. */
export interface Answer {
  status: number
  headers: Headers
  text: string
  // oxlint-disable-next-line typescript/no-explicit-any -- tests read arbitrary responses
  json: any
}

/** Options of a test's service. By default it is open to all callers and has no rate limits. */
export type ServiceOptions = Partial<AppDependencies> & {
  /** Whether callers need a token (`tokens.ts`). */
  isClosed?: boolean
  maxConnections?: number
  /** Where it listens: on 127.0.0.1 unless given. */
  addresses?: string[]
  /** How long a call waits for a connection: longer than in production, because test files compete for the CPU. */
  poolWaitMs?: number
  /** Options of its webhooks. */
  webhooksOptions?: Partial<WebhooksOptions>
  /** Options of its file storage. */
  filesOptions?: Partial<FilesOptions>
  /** The ways to sign in at the console, which is then served. */
  signInWays?: (db: Kysely<Database>) => SignInWays
}

/** A console that is still being built. */
const NO_FILES = { folder: () => undefined, failure: () => undefined }

/** Starts a service for the test file, and fails the file if a connection is still open at its end. */
export function useService(options: ServiceOptions = {}): TestService {
  const service = {} as TestService
  let stop: () => Promise<void>
  beforeAll(async () => {
    stop = await startInto(service, options)
  })
  afterAll(() => stop())
  return service
}

async function startInto(
  service: TestService,
  {
    isClosed,
    maxConnections = 10,
    addresses = ['127.0.0.1'],
    poolWaitMs = 5_000,
    filesOptions,
    signInWays,
    webhooksOptions,
    ...options
  }: ServiceOptions,
): Promise<() => Promise<void>> {
  const cloned = await cloneDatabase()
  const pools = openPools(cloned.url, maxConnections, { poolWaitMs })
  const { db } = pools
  const clock = { now: '2026-03-11T10:30:00.000Z' }
  if (!isClosed) await insertOpenAgent(db, ANYONE, clock.now)
  const folder = await temporaryFolder()
  const publicUrl = options.publicUrl ?? 'https://support.test'
  const filesDependencies = { db, clock: () => clock.now, publicUrl, folder, limits: fileLimits, ...filesOptions }
  const eventLog = followLog(db)
  const files = await openFiles({ scanEvents: scanEvents(eventLog, filesDependencies.clock), ...filesDependencies })
  const ticketTokens = await openTicketTokens(db, () => clock.now)
  const webhooks = await openWebhooks({
    ...pools,
    eventLog,
    clock: () => clock.now,
    outboundRules,
    webhookSecretKey: undefined,
    onDisabled: () => {},
    ...webhooksOptions,
  })
  const lookUp = boundedLookUps(options.limits?.guestPerMinute ?? 0)
  const app = buildApp({
    ...pools,
    files,
    eventLog,
    webhooks,
    ticketTokens,
    reopenDays: 14,
    clock: () => clock.now,
    identity: isClosed
      ? tokenIdentity(tokenVerifier(tokenSources, knownAgents(db)), apiKeys(db), ticketTokens, lookUp)
      : openIdentity,
    limits: { callerPerMinute: 0, guestPerMinute: 0, guestCreatePerMinute: 0 },
    readiness: databaseReadiness(db),
    publicUrl,
    corsOrigins: ['http://localhost:5500'],
    trustedProxies: [],
    logger: false,
    ...options,
    ...(signInWays && { console: { ...NO_FILES, ...options.console, ways: signInWays(db) } }),
  })
  const due = dueWork({ db, clock: () => clock.now, changed: () => eventLog.changed(), log: app.log }, [sendDueReplies])
  const { port } = await listenOn(app, addresses, 0)
  const url = `http://127.0.0.1:${port}`
  Object.assign(service, {
    url,
    databaseUrl: cloned.url,
    db,
    lists: pools.lists,
    app,
    clock,
    files,
    eventLog,
    webhooks,
    dueWork: due,
    ticketTokens,
    folder: filesDependencies.folder,
    client: createSupportClient({ url }),
    send: sender(url),
  })
  return async () => {
    await app.close()
    await webhooks.stop()
    await due.stop()
    await files.stop()
    await eventLog.stop()
    await pools.close()
    await cloned.drop()
    await removeFolder(folder)
  }
}

/** Creates a copy of the migrated template database. Dropping it fails while a connection to it is open. */
export async function cloneDatabase(template = TEMPLATE): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `test_${randomBytes(6).toString('hex')}`
  await asAdmin((admin) => sql`create database ${sql.ref(name)} template ${sql.ref(template)}`.execute(admin))
  const drop = () => asAdmin((admin) => sql`drop database ${sql.ref(name)}`.execute(admin))
  return { url: databaseUrl(inject('postgresUrl'), name), drop }
}

async function asAdmin(work: (admin: Kysely<Database>) => Promise<unknown>): Promise<void> {
  const admin = openDatabase(inject('postgresUrl'), { maxConnections: 1, hasTimeouts: false })
  try {
    await work(admin)
  } finally {
    await admin.destroy()
  }
}

function sender(url: string): TestService['send'] {
  return async (method, path, body, headers = {}) => {
    const isRaw =
      body === undefined || typeof body === 'string' || body instanceof Uint8Array || body instanceof FormData
    const sent = new Headers(headers)
    if (body !== undefined && !(body instanceof FormData) && !sent.has('content-type'))
      sent.set('content-type', 'application/json')
    const payload = isRaw ? (body as string | undefined) : JSON.stringify(body)
    const response = await fetch(url + path, { method, headers: sent, body: payload })
    const text = isStream(response) ? await startOf(response) : await response.text()
    return { status: response.status, headers: response.headers, text, json: parsed(text) }
  }
}

function isStream({ headers }: Response): boolean {
  return headers.get('content-type') === 'text/event-stream'
}

/** What a stream sends at once: it has no end. */
async function startOf(response: Response): Promise<string> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  const { value = '' } = await reader.read()
  await reader.cancel()
  return value
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The default file limits of the configuration. */
export const { fileLimits, outboundRules } = readConfig({})

/** The required fields of a ticket. */
export const aTicket = {
  fullName: 'Ana Torres',
  email: 'ana@example.com',
  subject: 'Cambio',
  message: '¿Puedo cambiarlo?',
}

/** The required fields of an attachment, without its ticket. */
export const anAttachment = { fileUrl: 'https://example.com/files/a.pdf', fileName: 'a.pdf' }
