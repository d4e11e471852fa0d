import { type Actor, SupportError } from '@kinconecta/support-contracts'
import type { FastifyBaseLogger } from 'fastify'
import type { Kysely } from 'kysely'
import { openServiceLevels, type ServiceLevels } from '../../service-levels/active-levels.ts'
import { eventActorOf, insertEvents } from '../../events/event-outbox.repository.ts'
import type { JobKind } from '../../jobs/job.ts'
import { enqueue } from '../../jobs/jobs.ts'
import type { Clock } from '../../platform/clock.ts'
import { isRetryable } from '../../platform/database/database-errors.ts'
import { retried } from '../../platform/database/retried.ts'
import type { Database } from '../../platform/database/tables.ts'
import { findLastingActor } from '../../platform/identity/current-actors.ts'
import { changeBatch, failed } from './bulk-batch.ts'
import { insertResults, type LockedBulk, lockUnfinishedBulk, type TriedTicket } from './bulk-batch.repository.ts'
import { findSelectedIds } from './bulk-selection.ts'
import { endBulk } from './bulk.repository.ts'

// A batch locks its tickets for about 20 ms.
const BATCH = 50
// Then the job makes room for others, and goes on after them.
const SLICE_MS = 1_000

/** What the job needs. */
export interface BulkJobDependencies {
  db: Kysely<Database>
  clock: Clock
  /** Must be called after events were written. */
  changed: () => void
  log: Pick<FastifyBaseLogger, 'error'>
}

/** What a run of the job needs. */
interface BulkRun extends BulkJobDependencies {
  serviceLevels: Pick<ServiceLevels, 'follow'>
}

interface BulkData {
  bulkId: number
}

const KIND = { name: 'desk.bulk' }

/** Adds the job of a bulk change to the transaction that creates it. */
export async function enqueueBulk(transaction: Kysely<Database>, bulkId: number): Promise<void> {
  await enqueue(transaction, KIND, { bulkId }, { key: bulkKey(bulkId) })
}

/** The key of the job of a bulk change. */
export function bulkKey(bulkId: number): string {
  return String(bulkId)
}

/**
 * Changes the tickets of a bulk change in batches, each in a transaction that also stores its results. So a job that was
 * killed goes on with the first ticket that was not tried (ADR 45).
 */
export function bulkJob(dependencies: BulkJobDependencies): JobKind<BulkData> {
  const bulkRun = { ...dependencies, serviceLevels: openServiceLevels() }
  return {
    ...KIND,
    isLong: true,
    async run({ bulkId }, { signal }) {
      const untilMs = performance.now() + SLICE_MS
      while (await changeSome(bulkRun, bulkId)) {
        signal.throwIfAborted()
        if (performance.now() > untilMs) return enqueueBulk(dependencies.db, bulkId)
      }
    },
  }
}

/** Changes the next tickets. Returns false if there are none. If a batch fails, its first ticket is tried alone. */
async function changeSome(dependencies: BulkRun, bulkId: number): Promise<boolean> {
  try {
    return await retried(() => changeNext(dependencies, bulkId, BATCH))
  } catch (error) {
    if (isAboutDatabase(error)) throw error
    return changeOne(dependencies, bulkId)
  }
}

/** Changes the next ticket. An error that is not a refusal becomes its result, so that the others are not kept waiting. */
async function changeOne(dependencies: BulkRun, bulkId: number): Promise<boolean> {
  try {
    return await retried(() => changeNext(dependencies, bulkId, 1))
  } catch (error) {
    if (isAboutDatabase(error)) throw error
    const code = isRetryable(error) ? 'WRITE_CONTENTION' : 'INTERNAL'
    if (code === 'INTERNAL') dependencies.log.error({ err: error, bulkId }, 'A ticket of a bulk change failed')
    return giveUpNext(dependencies, bulkId, new SupportError(code))
  }
}

/** Whether the job should be tried again later: the database is slow, busy or away. */
function isAboutDatabase(error: unknown): boolean {
  return error instanceof SupportError
}

/** Changes the next tickets in one transaction: at most `limit`, or all of an atomic change. */
async function changeNext(dependencies: BulkRun, bulkId: number, limit: number): Promise<boolean> {
  const { db, changed } = dependencies
  const work = (transaction: Kysely<Database>) => tryNext(transaction, bulkId, limit, dependencies)
  try {
    const isMore = await db.transaction().execute(work)
    changed()
    return isMore
  } catch (error) {
    if (!(error instanceof AtomicFailure)) throw error
    await storeFailure(dependencies, bulkId, error.results)
    return false
  }
}

/** The caller of a bulk change as it is now; undefined if it may not change tickets any more. */
async function currentActor(
  transaction: Kysely<Database>,
  { actorKind: kind, actorId: id }: LockedBulk,
): Promise<Actor | undefined> {
  const actor = await findLastingActor(transaction, { kind, id })
  return actor?.kind === 'service' && !actor.scopes.includes('desk:write') ? undefined : actor
}

async function tryNext(
  transaction: Kysely<Database>,
  bulkId: number,
  limit: number,
  { clock, serviceLevels }: BulkRun,
): Promise<boolean> {
  const bulk = await lockUnfinishedBulk(transaction, bulkId)
  if (!bulk) return false
  const actor = await currentActor(transaction, bulk)
  if (!actor) {
    await endBulk(transaction, bulkId, 'cancelled', clock())
    return false
  }
  const { done, total, isAtomic } = bulk
  const ids = await findSelectedIds(transaction, bulkId, done, isAtomic ? total : limit)
  const { results, events } = await changeBatch(transaction, bulk, ids, actor, clock)
  if (isAtomic && results.some(({ outcome }) => outcome === 'failed')) throw new AtomicFailure(results)
  await insertResults(transaction, bulk, results, 'done', clock())
  await serviceLevels.follow(transaction, events, clock())
  if (events.length > 0) await insertEvents(transaction, events, eventActorOf(actor), clock())
  return ids.length > 0 && done + ids.length < total
}

/** Rolls back an atomic change of which a ticket failed. */
class AtomicFailure extends Error {
  readonly results: readonly TriedTicket[]

  constructor(results: readonly TriedTicket[]) {
    super('A ticket of an atomic change failed')
    this.results = results
  }
}

/** Stores the results of an atomic change that was rolled back. */
async function storeFailure(
  dependencies: BulkJobDependencies,
  bulkId: number,
  results: readonly TriedTicket[],
): Promise<void> {
  const rolledBack = results.map((result) =>
    result.outcome === 'changed' ? { ...result, outcome: 'rolled_back' as const, replaced: null } : result,
  )
  await inBulk(dependencies, bulkId, (transaction, bulk) =>
    insertResults(transaction, bulk, rolledBack, 'failed', dependencies.clock()),
  )
}

/** Stores an error as the result of the next ticket, or of all of an atomic change. Returns whether there are more. */
async function giveUpNext(
  dependencies: BulkJobDependencies,
  bulkId: number,
  { code, message }: SupportError,
): Promise<boolean> {
  let isMore = false
  await inBulk(dependencies, bulkId, async (transaction, bulk) => {
    const { done, total, isAtomic } = bulk
    const ids = await findSelectedIds(transaction, bulkId, done, isAtomic ? total : 1)
    const results = ids.map((id) => failed(id, code, message))
    await insertResults(transaction, bulk, results, isAtomic ? 'failed' : 'done', dependencies.clock())
    isMore = done + ids.length < total
  })
  return isMore
}

async function inBulk(
  { db }: BulkJobDependencies,
  bulkId: number,
  work: (transaction: Kysely<Database>, bulk: LockedBulk) => Promise<void>,
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const bulk = await lockUnfinishedBulk(transaction, bulkId)
    if (bulk) await work(transaction, bulk)
  })
}
