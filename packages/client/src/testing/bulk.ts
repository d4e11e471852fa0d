import {
  BULK_UNDO_HOURS,
  type BulkChange,
  type BulkCreate,
  type BulkResult,
  type BulkService,
  ChangedTicket,
  MAX_BULK_IDS,
  MAX_BULK_TICKETS,
  MAX_RUNNING_BULKS,
  msOf,
  replacedFields,
  resolvedChangeSet,
  SupportError,
  undoChange,
} from '@kinconecta/support-contracts'
import type { BulkRow } from './bulk-rows.ts'
import { ANYONE } from './caller.ts'
import { makeChanges, writeChanges } from './change-set.ts'
import { type StoredTicket, ticketViews } from './desk-ticket-view.ts'
import { queueList } from './queue.ts'
import type { Contents } from './services.ts'
import { pageOf, refuseVersion } from './store.ts'

/** The rules of `desk.bulk.*` in memory. A bulk change is made by the first call after the time of its creation. */
export function bulkService(contents: Contents, now: () => string): BulkService {
  const { bulks, people } = contents
  const start = (...fields: Parameters<typeof bulks.insert>): BulkChange => {
    if (bulks.all().filter(({ bulk }) => bulk.endedAt === null).length >= MAX_RUNNING_BULKS)
      throw new SupportError('BULK_LIMIT_REACHED', `Your ${MAX_RUNNING_BULKS} bulk changes in progress must end first`)
    return bulks.insert(...fields)
  }
  return {
    create: async ({ changes: asked, atomic = false, ...selection }) => {
      const changes = resolvedChangeSet(asked, ANYONE, now())
      if (changes.assign?.agentId) people.refuseDisabled(changes.assign.agentId)
      if (changes.assign?.teamId) people.getTeam(changes.assign.teamId)
      const ids = selectedIds(contents, selection, now)
      const most = atomic ? MAX_BULK_IDS : MAX_BULK_TICKETS
      if (ids.length > most) {
        const advice = atomic ? 'leave out atomic' : 'narrow the filter'
        throw new SupportError('BULK_TOO_LARGE', `More than ${most} tickets match; ${advice}`)
      }
      const conditions = (selection.tickets ?? []).flatMap(({ id, ifVersion }) =>
        ifVersion === undefined ? [] : [[id, ifVersion] as const],
      )
      return start({ atomic, changes, undoOf: null }, ids, new Map(conditions))
    },
    list: async (query) =>
      pageOf(
        bulks.all().map(({ bulk }) => ({ row: bulk, position: [bulk.bulkId] })),
        query,
        true,
      ),
    get: async ({ id }) => bulks.get(id).bulk,
    results: async ({ outcome, ...query }) => {
      const { results } = bulks.get(query.id)
      const listed = results.filter((result) => outcome === undefined || outcome.includes(result.outcome))
      return pageOf(
        listed.map((row) => ({ row, position: [row.ticketId] })),
        query,
      )
    },
    cancel: async ({ id }) => {
      bulks.end(bulks.get(id), 'cancelled')
      return bulks.get(id).bulk
    },
    undo: async ({ id }) => {
      const { bulk, replaced } = bulks.get(id)
      const problem = undoProblem(bulk, now())
      if (problem) throw new SupportError('BULK_CONFLICT', `Bulk change ${id} ${problem}`)
      return start({ atomic: false, changes: null, undoOf: id }, [...replaced.keys()], new Map())
    },
  }
}

function selectedIds(
  contents: Contents,
  { tickets, filter = {} }: Pick<BulkCreate, 'tickets' | 'filter'>,
  now: () => string,
): number[] {
  const { items } = contents.tickets.list({ limit: MAX_BULK_TICKETS + 1 }, queueList(contents, filter, now))
  const ids = tickets ? tickets.map(({ id }) => id) : items.map(({ ticketId }) => ticketId)
  return ids.toSorted((a, b) => a - b)
}

function undoProblem({ status, atomic, undoOf, undoneBy, endedAt }: BulkChange, now: string): string | undefined {
  if (endedAt === null) return 'has not ended; cancel it first'
  if (undoOf !== null) return 'undoes another one, and cannot be undone itself'
  if (undoneBy !== null) return `was undone already, by the bulk change ${undoneBy}`
  if (status === 'failed' && atomic) return 'has changed nothing'
  const hours = (Date.parse(now) - msOf(endedAt)) / 3_600_000
  return hours > BULK_UNDO_HOURS ? `ended more than ${BULK_UNDO_HOURS} hours ago` : undefined
}

/** Makes the bulk changes that were created before now. */
export function runBulks(contents: Contents, now: () => string): void {
  for (const row of contents.bulks.all()) {
    if (row.bulk.endedAt !== null || row.createdAtMs >= Date.parse(now())) continue
    if (row.bulk.atomic) runAtomic(contents, row, now)
    else for (const id of row.ids) addResult(row, tryTicket(contents, row, id, now, true))
    contents.bulks.end(row, 'done')
  }
}

/** Tries all tickets first, and changes them if none fails. */
function runAtomic(contents: Contents, row: BulkRow, now: () => string): void {
  const tried = row.ids.map((id) => tryTicket(contents, row, id, now, false))
  if (tried.some(({ outcome }) => outcome === 'failed')) {
    for (const result of tried)
      addResult(row, result.outcome === 'changed' ? { ...result, outcome: 'rolled_back' } : result)
    contents.bulks.end(row, 'failed')
  } else for (const id of row.ids) addResult(row, tryTicket(contents, row, id, now, true))
}

function addResult({ bulk, results }: BulkRow, result: BulkResult): void {
  results.push(result)
  bulk.done++
  if (result.outcome === 'failed') bulk.failed++
}

function tryTicket(contents: Contents, row: BulkRow, id: number, now: () => string, isWritten: boolean): BulkResult {
  const result = { ticketId: id, code: null, detail: null }
  try {
    const ticket = contents.tickets.get(id)
    const before = ticketViews(contents, now).read(ticket)
    refuseVersion(`Support ticket ${id}`, before.version, row.versions.get(id))
    const changed = changedBy(contents, row, before, now)
    if (Object.keys(changed.fields).length === 0) return { ...result, outcome: 'unchanged' }
    if (isWritten) {
      const replaced = row.bulk.undoOf === null ? replacedFields(before, changed.ticket) : null
      if (replaced) row.replaced.set(id, replaced)
      writeChanges(contents, ticket, changed, now)
    }
    return { ...result, outcome: 'changed' }
  } catch (error) {
    if (!(error instanceof SupportError)) throw error
    return { ...result, outcome: 'failed', code: error.code, detail: error.message }
  }
}

function changedBy(
  contents: Contents,
  { bulk: { changes, undoOf } }: BulkRow,
  before: StoredTicket,
  now: () => string,
): ChangedTicket<StoredTicket> {
  if (changes) return makeChanges(contents, before, changes, now)
  const changed = new ChangedTicket(before)
  const fields = undoChange(before, contents.bulks.get(undoOf!).replaced.get(before.ticketId)!, now())
  if (fields.assigneeId && fields.assigneeId !== before.assigneeId) contents.people.refuseDisabled(fields.assigneeId)
  if (fields.teamId && fields.teamId !== before.teamId) contents.people.getTeam(fields.teamId)
  changed.make(fields)
  return changed
}
