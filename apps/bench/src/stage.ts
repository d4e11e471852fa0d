import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { SignJWT } from 'jose'
import { type ServerProcess, startBaseline, startService } from './server-process.ts'

const SECRET = 'the secret of a benchmark, which is long enough'
const LIMITS = { RATE_LIMIT: '100000000', RATE_LIMIT_GUEST: '100000000', RATE_LIMIT_GUEST_CREATE: '100000000' }

/** All that is measured, on one Postgres and one database. */
export interface Stage {
  databaseUrl: string
  postgresPid: number
  /** The service with identity, limiter and keys. */
  service: ServerProcess
  /** The service as it starts without configuration: open to everyone, without limits. It also brings the Postgres. */
  open: ServerProcess
  byHand: ServerProcess
  stock: ServerProcess
  /** Of an admin; it goes with every request to {@link Stage.service}. */
  authorization: string
  close(): Promise<void>
}

/** Starts Postgres on a fresh cluster, the service twice, and the baselines. */
export async function setStage(): Promise<Stage> {
  const folder = await mkdtemp('/tmp/kin-support-bench-')
  await chmod(folder, 0o755)
  const dataDir = join(folder, 'data')
  const open = await startService({ DATA_DIR: dataDir })
  const databaseUrl = (await readFile(join(dataDir, 'postgres.url'), 'utf8')).trim()
  const service = await startService({ DATABASE_URL: databaseUrl, DATA_DIR: folder, JWT_SECRET: SECRET, ...LIMITS })
  const byHand = await startBaseline('by-hand', databaseUrl)
  const stock = await startBaseline('stock', databaseUrl)
  return {
    databaseUrl,
    postgresPid: Number.parseInt(await readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8'), 10),
    service,
    open,
    byHand,
    stock,
    authorization: `Bearer ${await tokenOf()}`,
    async close() {
      for (const server of [service, byHand, stock, open]) await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function tokenOf(): Promise<string> {
  return new SignJWT({ role: 'ADMIN' })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject('1')
    .setExpirationTime('4h')
    .sign(new TextEncoder().encode(SECRET))
}
