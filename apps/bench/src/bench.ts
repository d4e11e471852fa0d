// What the promises cost: the same work with identity, limiter and idempotency key, and without. The two servers take
// turns on one Postgres and one database, so that the machine's mood is the same for both. Writes RESULTS.md.
import { randomUUID } from 'node:crypto'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { SignJWT } from 'jose'
import { type LoadRequest, type Round, sendLoad } from './load.ts'
import { type ServerProcess, startServer } from './server-process.ts'

const ROUNDS = 9
const ROUND_S = 3
const TICKETS = 10_000
const SECRET = 'the secret of a benchmark, which is long enough'

interface Side {
  name: string
  server: ServerProcess
  headers: () => Record<string, string>
}

type Measured = Round & { cpuUsPerRequest: number }

const ticket = { fullName: 'Ana Torres', email: 'ana@example.com', subject: 'Cambio', message: '¿Puedo mover el tour?' }
const body = JSON.stringify(ticket)

async function main(): Promise<void> {
  const folder = await mkdtemp('/tmp/kin-support-bench-')
  await chmod(folder, 0o755)
  const dataDir = join(folder, 'data')
  const plain = await startServer({ DATA_DIR: dataDir })
  const database = (await readFile(join(dataDir, 'postgres.url'), 'utf8')).trim()
  const limits = { RATE_LIMIT: '100000000', RATE_LIMIT_GUEST: '100000000', RATE_LIMIT_GUEST_CREATE: '100000000' }
  const guarded = await startServer({
    DATABASE_URL: database,
    DATA_DIR: join(folder, 'other'),
    JWT_SECRET: SECRET,
    ...limits,
  })
  const token = await tokenOf()
  const sides: [Side, Side] = [
    { name: 'without', server: plain, headers: () => ({}) },
    { name: 'with', server: guarded, headers: () => ({ authorization: `Bearer ${token}` }) },
  ]
  try {
    await fill(plain.url)
    const read = await compare(
      sides,
      ({ headers }) => ({ method: 'GET', path: randomTicket(), headers: headers() }),
      200,
    )
    const create = await compare(sides, creation, 201)
    const report = describe([
      ['GET one, random ids', 'identity, limiter', 0.75, read],
      ['create', 'identity, limiter, Idempotency-Key', 0.65, create],
    ])
    await writeFile(new URL('../RESULTS.md', import.meta.url), report)
    console.log(report)
  } finally {
    await guarded.stop()
    await plain.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

function creation({ name, headers }: Side): LoadRequest {
  const key: Record<string, string> = name === 'with' ? { 'idempotency-key': randomUUID() } : {}
  return {
    method: 'POST',
    path: '/api/support_tickets',
    headers: { 'content-type': 'application/json', ...headers(), ...key },
    body,
  }
}

const randomTicket = () => `/api/support_tickets/${1 + Math.floor(Math.random() * TICKETS)}`

function tokenOf(): Promise<string> {
  return new SignJWT({ role: 'ADMIN' })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject('1')
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(SECRET))
}

/** Creates tickets 1 to 10,000 and a few more. */
async function fill(url: string): Promise<void> {
  const create: LoadRequest = {
    method: 'POST',
    path: '/api/support_tickets',
    headers: { 'content-type': 'application/json' },
    body,
  }
  const isThere = async () => (await fetch(`${url}/api/support_tickets/${TICKETS}`)).status === 200
  while (!(await isThere())) await sendLoad(url, 2, () => create, 201)
}

/** Rounds of both sides in turn, after one that does not count. */
async function compare(
  sides: [Side, Side],
  next: (side: Side) => LoadRequest,
  expected: number,
): Promise<[Measured[], Measured[]]> {
  const results: [Measured[], Measured[]] = [[], []]
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [index, side] of sides.entries()) {
      const before = await side.server.cpuSeconds()
      const measured = await sendLoad(side.server.url, ROUND_S, () => next(side), expected)
      const cpuS = (await side.server.cpuSeconds()) - before
      const cpuUsPerRequest = (cpuS * 1e6) / (measured.requestsPerSecond * ROUND_S)
      if (round > 0) results[index]!.push({ ...measured, cpuUsPerRequest })
    }
  }
  return results
}

function describe(works: [string, string, number, [Measured[], Measured[]]][]): string {
  const rows = works.map(([work, what, goal, [without, guarded]]) => {
    const ratios = guarded.map((round, index) => round.requestsPerSecond / without[index]!.requestsPerSecond)
    const cells = [work, what, spread(without, 'requestsPerSecond'), spread(guarded, 'requestsPerSecond')]
    const cpu = `${median(without.map((round) => round.cpuUsPerRequest))} / ${median(guarded.map((round) => round.cpuUsPerRequest))}`
    const p99 = `${median(
      without.map((round) => round.p99Ms),
      1,
    )} / ${median(
      guarded.map((round) => round.p99Ms),
      1,
    )}`
    return `| ${[...cells, `${median(ratios, 2)} (${low(ratios)} to ${high(ratios)})`, goal, cpu, p99].join(' | ')} |`
  })
  return `# What the promises cost

Written by \`pnpm bench\`: ${ROUNDS} rounds of ${ROUND_S} s each, in turn, 32 connections, the load from a process on the same machine (${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.version}). Median, and lowest to highest; the ratio is round by round.

| work | with | requests/s without | requests/s with | ratio | at least | CPU µs/request | p99 ms |
| --- | --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}
`
}

function spread(rounds: Measured[], figure: keyof Measured): string {
  const values = rounds.map((round) => round[figure])
  return `${median(values)} (${Math.round(Math.min(...values))} to ${Math.round(Math.max(...values))})`
}

const low = (values: number[]) => Math.min(...values).toFixed(2)
const high = (values: number[]) => Math.max(...values).toFixed(2)

function median(values: number[], digits = 0): string {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]!.toFixed(digits)
}

await main()
