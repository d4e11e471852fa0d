import { setTimeout as sleep } from 'node:timers/promises'
import { startServer } from './server-process.ts'

const POLL_MS = 5

/** Seconds from starting the service on data that is there, its Postgres included, to its first 200 to a list. */
export async function secondsToStart(dataDir: string): Promise<number> {
  const started = performance.now()
  const server = await startServer({ DATA_DIR: dataDir })
  while ((await fetch(`${server.url}/api/support_tickets?limit=1`)).status !== 200) await sleep(POLL_MS)
  const seconds = (performance.now() - started) / 1000
  await server.stop()
  return seconds
}
