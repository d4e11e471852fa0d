// Jobs in processes of their own: two on one database, killed and stopped. KILLS=100 for a long run.
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { beforeAll, expect, it } from 'vitest'
import type { JobKind } from '../../src/jobs/job.ts'
import { enqueue } from '../../src/jobs/jobs.ts'
import { useService } from '../support/harness.ts'
import { startJobProcessOn } from '../support/start-job-process.ts'
import { startProcess } from '../support/real-process.ts'

const KILLS = Number(process.env['KILLS'] ?? 4)
const COUNTED = 300 * KILLS
const SLOTS = 4
const ROWS = 100_000
const TAKEN_UP_WITHIN_MS = 10_000

const service = useService()
const run = () => Promise.reject(new Error('This process runs no jobs'))
const count: JobKind<{ number: number }> = { name: 'test.count', run }
const bulk: JobKind<{ rows: number }> = { name: 'test.bulk', run }

beforeAll(async () => {
  await sql`create table counted (number integer not null, pid integer not null)`.execute(service.db)
  await sql`create table bulk_rows (id integer primary key, increments integer not null default 0)`.execute(service.db)
  await sql`insert into bulk_rows select generate_series(1, ${ROWS})`.execute(service.db)
})

const startJobProcess = () => startJobProcessOn(service)

const jobsLeft = async (kind: string) =>
  (await service.db.selectFrom('jobs').select('job_id').where('kind', '=', kind).execute()).length

it(
  'two processes, killed again and again: every job runs, at most once more for each kill',
  { timeout: 60_000 + KILLS * 5_000 },
  async () => {
    let processes = await Promise.all([startJobProcess(), startJobProcess()])
    const runAt = new Date(Date.now() + 500 + COUNTED).toISOString() // all are due at the same time
    for (let number = 0; number < COUNTED; number++) await enqueue(service.db, count, { number }, { runAt })
    await sleep(Math.max(0, Date.parse(runAt) - Date.now()))
    for (let kills = 0; kills < KILLS; kills++) {
      await sleep(Math.random() * 300)
      await processes[kills % 2]!.end('SIGKILL')
      processes = kills % 2 === 0 ? [await startJobProcess(), processes[1]] : [processes[0], await startJobProcess()]
    }
    await expect.poll(() => jobsLeft(count.name), { timeout: TAKEN_UP_WITHIN_MS + COUNTED * 5 }).toBe(0)
    const { rows } = await sql<{ number: number; runs: number }>`
    select number, count(*)::int as runs from counted group by 1 order by 1`.execute(service.db)
    expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: COUNTED }, (_, number) => number))
    const repeated = rows.reduce((total, { runs }) => total + runs - 1, 0)
    console.log(`${KILLS} kills: ${repeated} of ${COUNTED} jobs ran again`)
    expect(repeated).toBeLessThanOrEqual(KILLS * SLOTS) // those that ran when their process was killed
    const { rows: pids } = await sql`select distinct pid from counted`.execute(service.db)
    expect(pids.length).toBeGreaterThan(1)
    await Promise.all(processes.map((each) => each.end('SIGTERM')))
  },
)

it(
  `a job over ${ROWS} rows is killed and stopped on its way, and changes every row exactly once`,
  { timeout: 60_000 },
  async () => {
    const one = await startJobProcess()
    await enqueue(service.db, bulk, { rows: ROWS })
    const doneRows = async () => {
      const job = await service.db
        .selectFrom('jobs')
        .select('progress')
        .where('kind', '=', bulk.name)
        .executeTakeFirst()
      return (job?.progress as { done: number } | null)?.done ?? 0
    }
    await expect.poll(doneRows, { timeout: 10_000 }).toBeGreaterThan(2_000)
    await one.end('SIGKILL')
    const doneAtKill = await doneRows()
    const killedMs = performance.now()
    const two = await startJobProcess()
    await expect.poll(() => two.output(), { timeout: TAKEN_UP_WITHIN_MS }).toContain(`bulk from ${doneAtKill}\n`)
    console.log(`A killed job went on after ${(performance.now() - killedMs).toFixed(0)} ms`)
    await expect.poll(doneRows).toBeGreaterThan(doneAtKill + 2_000)
    const stoppedMs = performance.now()
    expect(await two.end('SIGTERM')).toBe(0)
    expect(performance.now() - stoppedMs).toBeLessThan(3_000)
    const three = await startJobProcess()
    await expect.poll(() => jobsLeft(bulk.name), { timeout: 40_000 }).toBe(0)
    const { rows } = await sql`select increments, count(*)::int as rows from bulk_rows group by 1`.execute(service.db)
    expect(rows).toEqual([{ increments: 1, rows: ROWS }])
    await three.end('SIGTERM')
  },
)

it('two servers on one database: recurring jobs run, and SIGTERM ends both', async () => {
  const environment = { DATABASE_URL: service.databaseUrl, DATABASE_POOL_SIZE: '5', LOG_LEVEL: 'warn' }
  const servers = await Promise.all([startProcess(environment), startProcess(environment)])
  const waiting = async () => {
    const rows = await service.db.selectFrom('jobs').select(['kind', 'version', 'run_at']).orderBy('kind').execute()
    return rows
      .filter(({ version, run_at }) => version === 2 && Date.parse(`${run_at}Z`) > Date.now())
      .map(({ kind }) => kind)
  }
  const expected = [
    'bulk.trim',
    'events.trim',
    'files.sweep',
    'idempotency-keys.trim',
    'jobs.trim',
    'macros.count-uses',
    'sessions.trim',
    'stream-tickets.trim',
    'ticket-tokens.trim',
    'webhooks.sweep',
  ]
  await expect.poll(waiting, { timeout: 10_000 }).toEqual(expected) // taken once, and scheduled once
  expect(await Promise.all(servers.map((server) => server.end('SIGTERM')))).toEqual([0, 0])
  expect(servers.map((server) => server.output()).join('')).not.toMatch(/"level":(50|60)/)
})
