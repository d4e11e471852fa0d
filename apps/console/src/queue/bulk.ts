import type { BulkChange, BulkCreate } from '@kinconecta/support-client'
import { isSupportApiError } from '@kinconecta/support-client'
import { change } from '../app/changes.ts'
import { createStore, useStore } from '../app/store.ts'
import { support } from '../app/support.ts'
import { filtersOf, type QueueQuery } from './queue-search.ts'

const LOOK_AGAIN_MS = 500
/** The service takes this many tickets by their ids in one call. */
const MAX_IDS = 100

export type Changes = BulkCreate['changes']

/** A change of many tickets that this tab has started. It goes on when the user leaves the page. */
export interface BulkRun {
  bulks: readonly BulkChange[]
  isRunning: boolean
  isUndo: boolean
  error?: unknown
}

const run = createStore<BulkRun | undefined>(undefined)

export function useBulk(): BulkRun | undefined {
  return useStore(run)
}

/** Changes the tickets with these ids, or everything that matches a query. */
export function startBulk(what: readonly number[] | QueueQuery, changes: Changes): void {
  const inputs: BulkCreate[] = 'length' in what ? namedTickets(what, changes) : [{ filter: filterOf(what), changes }]
  void follow(
    inputs.map((input) => async (idempotencyKey) => support.desk.bulk.create(input, { idempotencyKey })),
    false,
  )
}

/** Restores what the tickets had before, where nobody has changed it since. */
export function undoBulk(): void {
  const { bulks = [] } = run.get() ?? {}
  void follow(
    bulks.map(
      ({ bulkId }) =>
        async (idempotencyKey) =>
          support.desk.bulk.undo({ id: bulkId }, { idempotencyKey }),
    ),
    true,
  )
}

/** Stops before the rest of the tickets. What was changed stays. */
export async function stopBulk(): Promise<void> {
  const running = run.get()?.bulks.filter(({ endedAt }) => endedAt === null) ?? []
  await Promise.all(
    running.map(({ bulkId }) =>
      change(async (idempotencyKey) => support.desk.bulk.cancel({ id: bulkId }, { idempotencyKey })),
    ),
  )
}

async function follow(
  starts: readonly ((idempotencyKey: string) => Promise<BulkChange>)[],
  isUndo: boolean,
): Promise<void> {
  const bulks: BulkChange[] = []
  const show = (more: Partial<BulkRun> = {}) => run.set({ bulks: [...bulks], isRunning: true, isUndo, ...more })
  show()
  try {
    for (const start of starts) {
      bulks.push(await whenFree(start))
      show()
    }
    while (bulks.some(({ endedAt }) => endedAt === null)) {
      await sleep(LOOK_AGAIN_MS)
      for (const [index, { bulkId: id, endedAt }] of bulks.entries())
        if (endedAt === null) bulks[index] = await support.desk.bulk.get({ id })
      show()
    }
    show({ isRunning: false })
  } catch (error) {
    show({ isRunning: false, error })
  }
}

/** A caller may have a few changes that have not ended; the next one waits. */
async function whenFree(start: (idempotencyKey: string) => Promise<BulkChange>): Promise<BulkChange> {
  for (;;) {
    try {
      return await change(start)
    } catch (error) {
      if (!isSupportApiError(error, 'BULK_LIMIT_REACHED')) throw error
      await sleep(LOOK_AGAIN_MS)
    }
  }
}

function namedTickets(ids: readonly number[], changes: Changes): BulkCreate[] {
  return Array.from({ length: Math.ceil(ids.length / MAX_IDS) }, (_, part) => ({
    tickets: ids.slice(part * MAX_IDS, (part + 1) * MAX_IDS).map((id) => ({ id })),
    changes,
  }))
}

function filterOf(query: QueueQuery): BulkCreate['filter'] {
  const { sort: _, ...filter } = filtersOf(query)
  return filter
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
