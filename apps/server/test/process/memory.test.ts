import { readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { useService } from '../support/harness.ts'
import { startProcess } from '../support/real-process.ts'

const MIB = 1024 * 1024
const BATCH = 10_000

const service = useService()

/** Peak resident memory of a process so far, in bytes. */
async function peakMemoryBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)![1]) * 1024
}

async function addTickets(count: number): Promise<void> {
  for (let added = 0; added < count; added += BATCH) {
    await sql`insert into support_tickets (full_name, email, subject, message, created_at, updated_at)
      select 'n', 'e', 's', repeat('m', 300), now(), now() from generate_series(1, ${sql.lit(BATCH)})`.execute(
      service.db,
    )
  }
}

/** Reads the list of everything without storing it. Returns its size in bytes and the id of the last ticket. */
async function listAll(url: string): Promise<{ bytes: number; lastId: number }> {
  let bytes = 0
  let tail = Buffer.alloc(0)
  const { body } = await fetch(`${url}/api/support_tickets`)
  for await (const chunk of body!) {
    bytes += chunk.length
    tail = Buffer.concat([tail, chunk]).subarray(-1000)
  }
  const ids = [...tail.toString().matchAll(/"ticketId":(\d+)/g)]
  return { bytes, lastId: Number(ids.at(-1)?.[1]) }
}

it.runIf(process.platform === 'linux')(
  'a list of 200,000 tickets needs less than 64 MiB more memory than one of 20,000',
  async () => {
    await addTickets(20_000)
    const server = await startProcess({ DATABASE_URL: service.databaseUrl, LOG_LEVEL: 'warn' })
    for (let round = 0; round < 10; round++) await listAll(server.url) // until the heap has reached its usual size
    const before = await peakMemoryBytes(server.child.pid!)
    await addTickets(180_000)

    const { bytes, lastId } = await listAll(server.url)

    const peak = await peakMemoryBytes(server.child.pid!)
    const inMib = (value: number) => `${Math.round(value / MIB)} MiB`
    console.log(
      `200,000 tickets, ${inMib(bytes)}: peak memory ${inMib(peak)}, ${inMib(peak - before)} more than for 20,000`,
    )
    expect(lastId).toBe(200_000)
    expect(peak - before).toBeLessThan(64 * MIB)
    expect(await server.end('SIGTERM')).toBe(0)
  },
  120_000,
)
