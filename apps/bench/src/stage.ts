import { SignJWT } from 'jose'
import { sql } from 'kysely'
import { createBaselineTable } from './baselines/tickets-table.ts'
import { fillDatabase } from './dataset.ts'
import { type Postgres, withClient, withDatabase } from './postgres.ts'
import { type ServerProcess, startBaseline, startServer } from './server-process.ts'

const SECRET = 'the secret of a benchmark, which is long enough'
const LIMITS = { RATE_LIMIT: '100000000', RATE_LIMIT_GUEST: '100000000', RATE_LIMIT_GUEST_CREATE: '100000000' }
const CALLERS = 16
const EMAILS = `select email from baseline.tickets where user_id = 1 or ticket_id <= 100
  group by email order by count(*) desc limit 100`

/** The service and the baseline, on the same database and with the same tickets. */
export interface Stage {
  databaseUrl: string
  postgresPid: number
  /** The number of tickets, whose ids are 1 to this number. */
  tickets: number
  /** The service with tokens and rate limits. It is used only for rates, because its memory is measured. */
  service: ServerProcess
  /** A second process of the service, for lists and searches. */
  lists: ServerProcess
  baseline: ServerProcess
  /** Emails with tickets. The first has the most tickets. */
  emails: string[]
  /** An `authorization` header for each caller. All of them are admins. */
  callers: string[]
  close(): Promise<void>
}

/** Fills the database and starts the servers on it. */
export async function setStage(postgres: Postgres, tickets: number): Promise<Stage> {
  const { url: databaseUrl, dataDir: DATA_DIR, pid: postgresPid } = postgres
  const environment = { DATABASE_URL: databaseUrl, DATA_DIR, JWT_SECRET: SECRET, ...LIMITS }
  const lists = await startServer(environment) // the first server migrates the database
  await fill(databaseUrl, tickets)
  const service = await startServer(environment)
  const baseline = await startBaseline('tickets', databaseUrl)
  const close = async () => {
    for (const server of [service, lists, baseline]) await server.stop()
  }
  const callers = await Promise.all(Array.from({ length: CALLERS }, (_, index) => authorizationOf(index + 1)))
  const emails = await withClient(databaseUrl, async (client) =>
    (await client.query(EMAILS)).rows.map(({ email }) => email),
  )
  return { databaseUrl, postgresPid, tickets, service, lists, baseline, emails, callers, close }
}

async function fill(connectionString: string, tickets: number): Promise<void> {
  await withDatabase(connectionString, async (db) => {
    await fillDatabase(db, tickets)
    await createBaselineTable(db)
    await sql`checkpoint`.execute(db) // otherwise it would run during a measurement
  })
}

async function authorizationOf(subject: number): Promise<string> {
  const token = await new SignJWT({ role: 'ADMIN' })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(String(subject))
    .setExpirationTime('4h')
    .sign(new TextEncoder().encode(SECRET))
  return `Bearer ${token}`
}
