import { SignJWT } from 'jose'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { fillDatabase } from './dataset.ts'
import type { Postgres } from './postgres.ts'
import { type ServerProcess, startBaseline, startServer } from './server-process.ts'

const SECRET = 'the secret of a benchmark, which is long enough'
const LIMITS = { RATE_LIMIT: '100000000', RATE_LIMIT_GUEST: '100000000', RATE_LIMIT_GUEST_CREATE: '100000000' }

/** The service and the baselines, on one database. */
export interface Stage {
  databaseUrl: string
  /** Ids are 1 to this. */
  tickets: number
  /** The service with identity, limiter and keys. */
  service: ServerProcess
  /** The service as it starts without configuration: open to everyone, without limits. */
  open: ServerProcess
  byHand: ServerProcess
  stock: ServerProcess
  /** Goes with every request to {@link Stage.service}: an admin's. */
  authorization: string
  close(): Promise<void>
}

/** Fills a database and starts everyone on it. */
export async function setStage({ dataDir: DATA_DIR }: Postgres, databaseUrl: string, tickets: number): Promise<Stage> {
  const onIt = { DATABASE_URL: databaseUrl, DATA_DIR }
  const open = await startServer(onIt) // the first migrates
  await fill(databaseUrl, tickets)
  const service = await startServer({ ...onIt, JWT_SECRET: SECRET, ...LIMITS })
  const byHand = await startBaseline('by-hand', databaseUrl)
  const stock = await startBaseline('stock', databaseUrl)
  const close = async () => {
    for (const server of [service, open, byHand, stock]) await server.stop()
  }
  return { databaseUrl, tickets, service, open, byHand, stock, authorization: `Bearer ${await tokenOf()}`, close }
}

async function fill(connectionString: string, tickets: number): Promise<void> {
  const db = new Kysely<object>({ dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString, max: 1 }) }) })
  await fillDatabase(db, tickets)
  await db.destroy()
}

function tokenOf(): Promise<string> {
  return new SignJWT({ role: 'ADMIN' })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject('1')
    .setExpirationTime('4h')
    .sign(new TextEncoder().encode(SECRET))
}
