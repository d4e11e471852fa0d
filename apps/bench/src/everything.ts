// The list of everything, beside the same rows as JSON straight from Postgres.
import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { memoryOf, resetPeak } from './proc.ts'
import type { Stage } from './stage.ts'

const COPY = `copy (select row_to_json(t) from (
    select ticket_id as "ticketId", user_id as "userId", role_context as "roleContext", full_name as "fullName", email,
      subject, category, message, status, date_trunc('second', created_at at time zone 'UTC') as "createdAt",
      date_trunc('second', updated_at at time zone 'UTC') as "updatedAt"
    from support_tickets order by ticket_id) t) to stdout`

/** One reading of everything, by both. */
export interface Everything {
  bytes: number
  serviceS: number
  copyS: number
  /** How much more memory the service had at its peak than before. */
  grownBytes: number
}

export async function readEverything(stage: Stage): Promise<Everything> {
  const { pid } = stage.service
  await resetPeak(pid)
  const before = await memoryOf(pid)
  const service = await timed(() => list(stage))
  const after = await memoryOf(pid)
  const copy = await timed(() => copyOut(stage.databaseUrl))
  const grownBytes = after.peakBytes - before.bytes
  return { bytes: service.result, serviceS: service.seconds, copyS: copy.seconds, grownBytes }
}

async function timed<Result>(work: () => Promise<Result>): Promise<{ result: Result; seconds: number }> {
  const started = performance.now()
  const result = await work()
  return { result, seconds: (performance.now() - started) / 1000 }
}

async function list({ service, authorization }: Stage): Promise<number> {
  const request = get(`${service.url}/api/support_tickets`, { headers: { authorization } })
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  if (response.statusCode !== 200) throw new Error(`${response.statusCode} instead of everything`)
  return sizeOf(response)
}

async function copyOut(connectionString: string): Promise<number> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  const size = await sizeOf(client.query(copyTo(COPY)))
  await client.end()
  return size
}

async function sizeOf(stream: AsyncIterable<Buffer>): Promise<number> {
  let bytes = 0
  for await (const chunk of stream) bytes += chunk.length
  return bytes
}
