import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest'
import type { JobFailure, JobKind, JobRun } from '../../src/jobs/job.ts'
import { enqueue, startJobs, takeBack } from '../../src/jobs/jobs.ts'
import { openDatabase } from '../../src/platform/database/connection.ts'
import { useService } from '../support/harness.ts'
import { isWithoutPgbouncer, startPgbouncer } from '../support/pgbouncer.ts'

const service = useService({ readiness: {} }) // the Postgres of the tests is not durable, so it is not ready otherwise

interface Numbered {
  number: number
}
const FAST = { pollMs: 20, leaseMs: 600, stopsWithinMs: 300 }
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString()

/** A kind of its own for each test, and what its jobs did. */
let kinds = 0
function kindThat(
  run: (data: Numbered, run: JobRun) => Promise<void> = async () => {},
  options: Partial<JobKind> = {},
) {
  const runs: { number: number; atMs: number }[] = []
  const kind: JobKind<Numbered> = {
    name: `test.${kinds++}`,
    ...options,
    async run(data, context) {
      runs.push({ number: data.number, atMs: Date.now() })
      await run(data, context)
    },
  }
  return { kind, runs, numbers: () => runs.map(({ number }) => number) }
}

/** Runs jobs of this kind until the test ends. */
function start(kind: JobKind<Numbered>, db = service.db) {
  const failures: JobFailure[] = []
  const jobs = startJobs(db, [kind], { ...FAST, onFailure: (failure) => failures.push(failure) })
  onTestFinished(() => jobs.stop())
  return { failures, stop: () => jobs.stop() }
}
const jobOf = ({ name }: JobKind<Numbered>) =>
  service.db.selectFrom('jobs').selectAll().where('kind', '=', name).executeTakeFirst()
const isGone = (kind: JobKind<Numbered>) => async () => (await jobOf(kind)) === undefined

describe('enqueue', () => {
  it('runs a job once if its transaction commits, and never if it is rolled back', async () => {
    const { kind, numbers } = kindThat()
    start(kind)
    const transaction = await service.db.startTransaction().execute()
    await enqueue(transaction, kind, { number: 1 })
    await sleep(200)
    expect(numbers()).toEqual([])
    await transaction.commit().execute()
    const other = await service.db.startTransaction().execute()
    await enqueue(other, kind, { number: 2 })
    await other.rollback().execute()
    await expect.poll(isGone(kind)).toBe(true)
    await sleep(200)
    expect(numbers()).toEqual([1])
  })

  it('runs a job at its time, and jobs that are due in the order of their times', async () => {
    const { kind, runs, numbers } = kindThat()
    const runAt = inMs(700)
    await enqueue(service.db, kind, { number: 3 }, { runAt })
    await enqueue(service.db, kind, { number: 2 }, { runAt: inMs(-1_000) })
    await enqueue(service.db, kind, { number: 1 }, { runAt: inMs(-2_000) })
    start(kind)
    await expect.poll(numbers).toEqual([1, 2, 3])
    expect(runs[2]!.atMs).toBeGreaterThanOrEqual(Date.parse(runAt))
    expect(runs[2]!.atMs).toBeLessThan(Date.parse(runAt) + 1_000)
  })

  it('replaces the job with the same key, and a job can be taken back', async () => {
    const { kind, numbers } = kindThat()
    await enqueue(service.db, kind, { number: 1 }, { key: 'ticket 1', runAt: inMs(300) })
    await enqueue(service.db, kind, { number: 2 }, { key: 'ticket 1', runAt: inMs(600) })
    await enqueue(service.db, kind, { number: 3 }, { key: 'ticket 2', runAt: inMs(300) })
    expect(await takeBack(service.db, kind, 'ticket 2')).toBe(true)
    expect(await takeBack(service.db, kind, 'ticket 2')).toBe(false)
    start(kind)
    await expect.poll(isGone(kind)).toBe(true)
    expect(numbers()).toEqual([2])
  })

  it('a job that is replaced while it runs runs again, with the new data', async () => {
    const first = Promise.withResolvers<void>()
    const { kind, numbers } = kindThat(({ number }) => (number === 1 ? first.promise : Promise.resolve()))
    start(kind)
    await enqueue(service.db, kind, { number: 1 }, { key: 'a' })
    await expect.poll(numbers).toEqual([1])
    await enqueue(service.db, kind, { number: 2 }, { key: 'a', runAt: inMs(400) })
    first.resolve()
    await expect.poll(numbers).toEqual([1, 2])
    await expect.poll(isGone(kind)).toBe(true)
  })
})

describe('a job that fails', () => {
  it('is tried again later, is reported, and waits longer each time', async () => {
    const { kind, runs } = kindThat(async () => {
      if (runs.length < 3) throw new RangeError('of the test')
    })
    const { failures } = start(kind)
    await enqueue(service.db, kind, { number: 1 })
    await expect.poll(isGone(kind), { timeout: 10_000 }).toBe(true)
    expect(failures.map(({ kind: name, attempts }) => [name, attempts])).toEqual([
      [kind.name, 1],
      [kind.name, 2],
    ])
    const [first, second, third] = runs.map(({ atMs }) => atMs)
    expect(third! - second!).toBeGreaterThan(second! - first!)
  })

  it('is given up after its last attempt, and stays with the name of its error', async () => {
    const { kind } = kindThat(() => Promise.reject(new RangeError('María González')), { maxAttempts: 1 })
    start(kind)
    await enqueue(service.db, kind, { number: 1 })
    await expect.poll(async () => (await jobOf(kind))?.failed_at).toEqual(expect.any(String))
    expect(await jobOf(kind)).toMatchObject({ error: 'RangeError', attempts: 1 })
    expect((await service.send('GET', '/readyz')).json.jobs.failed).toBe(1)
  })

  it('is given up if its server was killed at each attempt', async () => {
    const { kind, numbers } = kindThat(undefined, { maxAttempts: 2 })
    await enqueue(service.db, kind, { number: 1 })
    await service.db.updateTable('jobs').set({ attempts: 2 }).where('kind', '=', kind.name).execute()
    start(kind)
    await expect.poll(async () => (await jobOf(kind))?.error).toBe('Killed')
    expect(numbers()).toEqual([])
  })
})

describe('a process that runs jobs', () => {
  it('leaves jobs of kinds that it does not know, as those of a newer version, to others', async () => {
    const { kind, numbers } = kindThat()
    const newer = kindThat()
    await enqueue(service.db, newer.kind, { number: 1 }, { runAt: inMs(-5_000) })
    await enqueue(service.db, kind, { number: 2 })
    start(kind)
    await expect.poll(numbers).toEqual([2])
    await sleep(200)
    expect([newer.numbers(), (await jobOf(newer.kind))?.attempts]).toEqual([[], 0])
    await takeAll(newer.kind)
  })

  it('keeps the lease of a job that takes longer, so that no other process takes it', async () => {
    const { kind, numbers } = kindThat(() => sleep(FAST.leaseMs * 3))
    start(kind)
    start(kind)
    await enqueue(service.db, kind, { number: 1 })
    await expect.poll(isGone(kind), { timeout: 10_000 }).toBe(true)
    expect(numbers()).toEqual([1])
  })

  it('tells its jobs to end when it stops, and gives them back at once without counting the attempt', async () => {
    const untilStopped = (_: Numbered, { signal }: JobRun) =>
      new Promise<void>((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))))
    const { kind, numbers } = kindThat(untilStopped)
    const { stop, failures } = start(kind)
    await enqueue(service.db, kind, { number: 1 })
    await expect.poll(numbers).toEqual([1])
    await stop()
    expect(failures).toEqual([])
    const job = await jobOf(kind)
    expect(job?.attempts).toBe(0)
    expect(Date.parse(`${job!.run_at}Z`)).toBeLessThanOrEqual(Date.now())
    await takeAll(kind)
  })

  it('stops in time although a job does not end, and keeps its lease, so that it runs nowhere else', async () => {
    const ending = Promise.withResolvers<void>()
    const { kind, numbers } = kindThat(() => ending.promise)
    const { stop } = start(kind)
    await enqueue(service.db, kind, { number: 1 })
    await expect.poll(numbers).toEqual([1])
    const startedMs = performance.now()
    await stop()
    expect(performance.now() - startedMs).toBeLessThan(2_000)
    const { rows } = await sql`select run_at > now() as "isLeased" from jobs where kind = ${kind.name}`.execute(
      service.db,
    )
    expect(rows).toEqual([{ isLeased: true }])
    ending.resolve()
    await expect.poll(isGone(kind)).toBe(true)
  })

  it('is not ended by a database that is away, and goes on when it is back', async () => {
    const { kind, numbers } = kindThat(() => sleep(100))
    start(kind)
    const away = await databaseAway()
    await sleep(1_500)
    await away.end()
    await expect
      .poll(() =>
        enqueue(service.db, kind, { number: 1 }).then(
          () => true,
          () => false,
        ),
      )
      .toBe(true)
    await expect.poll(isGone(kind), { timeout: 10_000 }).toBe(true)
    expect(new Set(numbers())).toEqual(new Set([1]))
  })

  it('runs a job again whose end could not be stored, because the database was away', async () => {
    const { kind, numbers } = kindThat(() => sleep(300))
    start(kind)
    await enqueue(service.db, kind, { number: 1 })
    await expect.poll(numbers).toEqual([1])
    const away = await databaseAway()
    await sleep(800)
    await away.end()
    await expect.poll(isGone(kind), { timeout: 10_000 }).toBe(true)
    expect(numbers().length).toBeGreaterThan(1)
  })
})

describe.skipIf(isWithoutPgbouncer)('behind PgBouncer in transaction mode', () => {
  it('two processes run each job once', async () => {
    const pooler = await startPgbouncer(service.databaseUrl)
    const pools = [1, 2].map(() => openDatabase(pooler.url, { maxConnections: 3 }))
    const { kind, numbers } = kindThat(() => sleep(5))
    const processes = pools.map((db) => startJobs(db, [kind], { ...FAST, onFailure: () => {} }))
    const expected = Array.from({ length: 60 }, (_, number) => number)
    for (const number of expected) await enqueue(pools[number % 2]!, kind, { number })
    await expect.poll(isGone(kind), { timeout: 10_000 }).toBe(true)
    expect(numbers().toSorted((a, b) => a - b)).toEqual(expected)
    for (const jobs of processes) await jobs.stop()
    for (const db of pools) await db.destroy()
    await pooler.close()
  })
})

describe('GET /readyz', () => {
  it('stays 200 and says how long the oldest due job has been waiting', async () => {
    const { kind } = kindThat()
    await enqueue(service.db, kind, { number: 1 }, { runAt: inMs(-90_000) })
    await sleep(1_100) // the result is cached for a second
    const { status, json } = await service.send('GET', '/readyz')
    expect([status, json.status]).toEqual([200, 'ready'])
    expect(json.jobs.oldestWaitingS).toBeGreaterThanOrEqual(90)
    expect(json.jobs.oldestWaitingS).toBeLessThan(100)
    await takeAll(kind)
    await sleep(1_100)
    expect((await service.send('GET', '/readyz')).json.jobs.oldestWaitingS).toBe(0)
  })
})

async function takeAll({ name }: JobKind<Numbered>): Promise<void> {
  await service.db.deleteFrom('jobs').where('kind', '=', name).execute()
}

/** Closes all connections to the database of the service, and refuses new ones until `end` is called. */
async function databaseAway() {
  const admin = openDatabase(inject('postgresUrl'), { maxConnections: 1, hasTimeouts: false })
  const name = /\/([^/?]+)\?/.exec(service.databaseUrl)![1]!
  const allow = (isAllowed: boolean) =>
    sql`alter database ${sql.ref(name)} with allow_connections ${sql.raw(String(isAllowed))}`.execute(admin)
  await allow(false)
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`.execute(admin)
  return {
    end: async () => {
      await allow(true)
      await admin.destroy()
    },
  }
}

describe('recurring jobs', () => {
  beforeAll(async () => {
    await sql`create table ticks (at timestamptz not null default now())`.execute(service.db)
  })

  it('run once each time, however many processes there are', async () => {
    const kind: JobKind = {
      name: 'test.tick',
      everyMs: 1_000,
      run: async () => void (await sql`insert into ticks default values`.execute(service.db)),
    }
    const processes = Array.from({ length: 4 }, () => startJobs(service.db, [kind], { ...FAST, onFailure: () => {} }))
    await sleep(3_800)
    for (const jobs of processes) await jobs.stop()
    const { rows } = await sql<{ second: number; runs: number }>`
      select extract(epoch from date_trunc('second', at))::int as second, count(*)::int as runs from ticks
      group by 1 order by 1 offset 1`.execute(service.db) // the first run is at the start
    expect(rows.length).toBeGreaterThanOrEqual(2)
    expect(rows.map(({ runs }) => runs)).toEqual(rows.map(() => 1))
    expect(rows.map(({ second }) => second)).toEqual(rows.map((_, index) => rows[0]!.second + index))
  })
})
