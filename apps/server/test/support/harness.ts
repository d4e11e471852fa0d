import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { createSupportClient, type SupportClient } from '@kinconecta/support-client'
import type { FastifyInstance } from 'fastify'
import { type Kysely, sql } from 'kysely'
import { afterAll, beforeAll, inject } from 'vitest'
import { type AppDependencies, buildApp } from '../../src/http/app.ts'
import { scanEvents } from '../../src/attachments/scan-events.ts'
import { type EventLog, followLog } from '../../src/events/event-log.ts'
import { readConfig } from '../../src/config.ts'
import { openDatabase } from '../../src/platform/database/connection.ts'
import { openPools } from '../../src/platform/database/pools.ts'
import { databaseReadiness } from '../../src/platform/database/readiness.ts'
import type { Database } from '../../src/platform/database/tables.ts'
import { type Files, type FilesOptions, openFiles } from '../../src/files/files.ts'
import { apiKeys } from '../../src/platform/identity/api-keys.ts'
import { openIdentity, tokenIdentity } from '../../src/platform/identity/identity.ts'
import { tokenVerifier } from '../../src/platform/identity/jwt.ts'
import { databaseUrl, TEMPLATE } from './global-setup.ts'
import { removeFolder, temporaryFolder } from './temporary-folder.ts'
import { tokenSources } from './tokens.ts'

/** A service of its own for one test file: its database, its server on a port, its client. */
export interface TestService {
  url: string
  databaseUrl: string
  db: Kysely<Database>
  /** The connections that lists use. */
  lists: Kysely<Database>
  app: FastifyInstance
  client: SupportClient
  files: Files
  eventLog: EventLog
  /** Where the service keeps files. */
  folder: string
  /** What the service takes for now. */
  clock: { now: string }
  /** Sends a request; an object as `body` goes as JSON; text, bytes and forms as they are. */
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
}

/** What came back; `json` is undefined where the body is not JSON. */
export interface Answer {
  status: number
  headers: Headers
  text: string
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into whatever came back
  json: any
}

/** How a service of a test differs from the usual one, which is open to everyone and has no limits. */
export type ServiceOptions = Partial<AppDependencies> & {
  /** Callers have to say who they are, with a token of `tokens.ts`. */
  isClosed?: boolean
  maxConnections?: number
  /** How long a call waits for a connection: longer than in operation, because test files compete for the processor. */
  poolWaitMs?: number
  /** How its files differ. */
  filesOptions?: Partial<FilesOptions>
}

/** Gives the file a service, and fails it if a connection was leaked by the time it ends. */
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
  { isClosed, maxConnections = 10, poolWaitMs = 5_000, filesOptions, ...options }: ServiceOptions,
): Promise<() => Promise<void>> {
  const cloned = await cloneDatabase()
  const pools = openPools(cloned.url, maxConnections, { poolWaitMs })
  const { db } = pools
  const clock = { now: '2026-03-11T10:30:00.000Z' }
  const folder = await temporaryFolder()
  const publicUrl = options.publicUrl ?? 'https://support.test'
  const filesDependencies = { db, clock: () => clock.now, publicUrl, folder, limits: fileLimits, ...filesOptions }
  const eventLog = followLog(db)
  const files = await openFiles({ scanEvents: scanEvents(eventLog, filesDependencies.clock), ...filesDependencies })
  const app = buildApp({
    ...pools,
    files,
    eventLog,
    clock: () => clock.now,
    identity: isClosed ? tokenIdentity(tokenVerifier(tokenSources), apiKeys(db)) : openIdentity,
    limits: { callerPerMinute: 0, guestPerMinute: 0, guestCreatePerMinute: 0 },
    readiness: databaseReadiness(db),
    publicUrl,
    corsOrigins: ['http://localhost:5500'],
    trustedProxies: [],
    logger: false,
    ...options,
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  Object.assign(service, {
    url,
    databaseUrl: cloned.url,
    db,
    lists: pools.lists,
    app,
    clock,
    files,
    eventLog,
    folder: filesDependencies.folder,
    client: createSupportClient({ url }),
    send: sender(url),
  })
  return async () => {
    await app.close()
    await files.stop()
    await eventLog.stop()
    await pools.close()
    await cloned.drop()
    await removeFolder(folder)
  }
}

/** A copy of the migrated template. Dropping it fails while anybody is still connected. */
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

/** What files of tests have to be, as the configuration has it by itself. */
export const { fileLimits } = readConfig({})

/** The members a ticket needs. */
export const aTicket = {
  fullName: 'Ana Torres',
  email: 'ana@example.com',
  subject: 'Cambio',
  message: '¿Puedo cambiarlo?',
}

/** The members an attachment needs, but for its ticket. */
export const anAttachment = { fileUrl: 'https://example.com/files/a.pdf', fileName: 'a.pdf' }
