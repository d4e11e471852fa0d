// The list of everything, compared with the same rows as JSON from COPY of Postgres.
import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { to as copyTo } from 'pg-copy-streams'
import type { Goal, Measurement } from '../measurement.ts'
import { withClient } from '../postgres.ts'
import { memoryOf, resetPeak } from '../proc.ts'
import { table } from '../report.ts'
import type { Stage } from '../stage.ts'
import { median, spread } from '../statistics.ts'
import { TICKETS } from '../contestants.ts'

const MIB = 2 ** 20
const MOST_GROWTH_MIB = 64

const COPY = `copy (select row_to_json(t) from (
    select ticket_id as "ticketId", user_id as "userId", role_context as "roleContext", full_name as "fullName", email,
      subject, category, message, status, date_trunc('second', created_at at time zone 'UTC') as "createdAt",
      date_trunc('second', updated_at at time zone 'UTC') as "updatedAt"
    from support_tickets order by ticket_id) t) to stdout`

interface Reading {
  bytes: number
  serviceS: number
  copyS: number
  /** The peak of the service's memory minus its memory before, in MiB. */
  grownMib: number
}

export const everything: Measurement = {
  name: 'list of everything',
  heading: 'Everything',
  async measure(stage, { rounds }) {
    await read(stage) // warm-up
    const readings: Reading[] = []
    for (let round = 0; round < Math.min(rounds, 5); round++) readings.push(await read(stage))
    return { goals: goalsOf(this.name, readings), details: detailsOf(readings) }
  },
}

function goalsOf(work: string, readings: Reading[]): Goal[] {
  const ratios = readings.map(({ serviceS, copyS }) => serviceS / copyS)
  const grown = readings.map(({ grownMib }) => grownMib)
  return [
    { work, toReach: '≤ 1.0 × COPY of the same JSON', measured: spread(ratios, 2), isMet: median(ratios) <= 1 },
    {
      work,
      toReach: `memory grows by ≤ ${MOST_GROWTH_MIB} MiB`,
      measured: `${spread(grown)} MiB`,
      isMet: Math.max(...grown) <= MOST_GROWTH_MIB,
    },
  ]
}

function detailsOf(readings: Reading[]): string {
  const of = (figure: keyof Reading) => readings.map((reading) => reading[figure])
  const size = (median(of('bytes')) / MIB).toFixed(0)
  return table(['MiB', 'service, s', 'COPY, s'], [[size, spread(of('serviceS'), 2), spread(of('copyS'), 2)]])
}

async function read(stage: Stage): Promise<Reading> {
  const { pid } = stage.lists
  await resetPeak(pid)
  const before = await memoryOf(pid)
  const service = await timed(() => list(stage))
  const after = await memoryOf(pid)
  const copy = await timed(() => copyOut(stage.databaseUrl))
  const grownMib = (after.peakBytes - before.bytes) / MIB
  return { bytes: service.bytes, serviceS: service.seconds, copyS: copy.seconds, grownMib }
}

async function timed(work: () => Promise<number>): Promise<{ bytes: number; seconds: number }> {
  const started = performance.now()
  const bytes = await work()
  return { bytes, seconds: (performance.now() - started) / 1000 }
}

async function list({ lists, callers }: Stage): Promise<number> {
  const request = get(lists.url + TICKETS, { headers: { authorization: callers[0] } })
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  if (response.statusCode !== 200) throw new Error(`${response.statusCode} for the list of everything`)
  return sizeOf(response)
}

function copyOut(databaseUrl: string): Promise<number> {
  return withClient(databaseUrl, (client) => sizeOf(client.query(copyTo(COPY))))
}

async function sizeOf(stream: AsyncIterable<Buffer>): Promise<number> {
  let bytes = 0
  for await (const chunk of stream) bytes += chunk.length
  return bytes
}
