import {
  type Actor,
  BULK_UNDO_HOURS,
  type BulkChange,
  type BulkCreate,
  type BulkService,
  Id,
  isSearch,
  MAX_BULK_IDS,
  MAX_BULK_TICKETS,
  MAX_BULK_TICKETS_A_DAY,
  MAX_RUNNING_BULKS,
  msOf,
  resolvedChangeSet,
  SupportError,
  type TicketChangeSet,
} from '@kinconecta/support-contracts'
import { type Kysely, sql } from 'kysely'
import { z } from 'zod'
import type { Database } from '../../platform/database/tables.ts'
import { readPage } from '../../platform/paging/page.ts'
import type { TicketDependencies } from '../../tickets/tickets.service.ts'
import { agentNotFound, lockAgentForAssignment } from '../agents.repository.ts'
import { queueFilters } from '../queue-filters.ts'
import { matchingIds } from '../queue-search.ts'
import { findTeam, teamNotFound } from '../teams.repository.ts'
import { enqueueBulk } from './bulk-job.ts'
import { insertSelection, type SelectedIds, theseIds, undoableIds } from './bulk-selection.ts'
import {
  countTicketsSince,
  countUnfinished,
  endBulk,
  findBulk,
  insertBulk,
  listBulks,
  listResults,
  lockVisibleBulk,
  type NewBulk,
  ownerOf,
  updateTotal,
} from './bulk.repository.ts'

const position = z.tuple([Id])
// That of lists, whose filters these are.
const SELECTION_TIMEOUT_MS = 2_000

/** The rules of `desk.bulk.*`. Agents and API keys see their own bulk changes, admins all of them. */
export function bulkService(dependencies: TicketDependencies): BulkService {
  const { db, lists, actor, clock } = dependencies
  const get = async (id: number): Promise<BulkChange> => {
    const bulk = await findBulk(db, actor, id)
    if (!bulk) throw bulkNotFound(id)
    return bulk
  }

  return {
    async create(input) {
      const changes = resolvedChangeSet(input.changes, actor, clock())
      await refuseUnavailable(db, changes)
      const bulk = { changes, undoOf: null, isAtomic: input.atomic ?? false, versions: versionsOf(input) }
      return startBulk(dependencies, bulk, () => selectionOf(db, input, actor, clock()))
    },

    list: (query) =>
      readPage(query, {
        name: 'desk.bulk',
        position,
        positionOf: ({ bulkId }) => [bulkId] as [number],
        listAfter: async (before, limit) => ({
          rows: await listBulks(lists, ownerOf(actor), before?.[0], limit),
          isCut: false,
        }),
      }),

    get: ({ id }) => get(id),

    async results(query) {
      const { id, outcome } = query
      await get(id)
      return readPage(query, {
        name: 'desk.bulk.results',
        position,
        positionOf: ({ ticketId }) => [ticketId] as [number],
        listAfter: async (after, limit) => ({
          rows: await listResults(lists, id, { outcome, after: after?.[0] ?? 0, limit }),
          isCut: false,
        }),
      })
    },

    async cancel({ id }) {
      if (!(await lockVisibleBulk(db, actor, id))) throw bulkNotFound(id)
      await endBulk(db, id, 'cancelled', clock())
      return get(id)
    },

    async undo({ id }) {
      if (!(await lockVisibleBulk(db, actor, id))) throw bulkNotFound(id)
      const bulk = await get(id)
      const problem = undoProblem(bulk, clock())
      if (problem) throw new SupportError('BULK_CONFLICT', `Bulk change ${id} ${problem}`)
      const undo = { changes: null, undoOf: id, isAtomic: false, versions: null }
      return startBulk(dependencies, undo, async () => undoableIds(db, id))
    },
  }
}

/** Inserts a bulk change with the tickets that are selected now, and its job. */
async function startBulk(
  { db, actor, clock }: TicketDependencies,
  bulk: NewBulk,
  select: () => Promise<SelectedIds>,
): Promise<BulkChange> {
  if ((await countUnfinished(db, ownerOf(actor))) >= MAX_RUNNING_BULKS) {
    throw new SupportError('BULK_LIMIT_REACHED', `Your ${MAX_RUNNING_BULKS} bulk changes in progress must end first`)
  }
  const earlier = await countTicketsSince(db, ownerOf(actor), hoursBefore(clock(), 24))
  const id = await insertBulk(db, actor, bulk, clock())
  const most = bulk.isAtomic ? MAX_BULK_IDS : MAX_BULK_TICKETS
  await sql`set local statement_timeout = ${sql.lit(SELECTION_TIMEOUT_MS)}`.execute(db)
  const total = await insertSelection(db, id, await select(), most + 1)
  if (total > most) throw new SupportError('BULK_TOO_LARGE', tooLarge(bulk.isAtomic, most))
  if (earlier + total > MAX_BULK_TICKETS_A_DAY) throw new SupportError('BULK_LIMIT_REACHED', tooManyToday(earlier))
  await enqueueBulk(db, id)
  return updateTotal(db, id, total)
}

function hoursBefore(now: string, hours: number): string {
  return new Date(Date.parse(now) - hours * 3_600_000).toISOString()
}

function tooManyToday(earlier: number): string {
  return `Your bulk changes of the last 24 hours had ${earlier} tickets, of at most ${MAX_BULK_TICKETS_A_DAY}; try later`
}

function bulkNotFound(id: number): SupportError {
  return new SupportError('BULK_NOT_FOUND', `Bulk change ${id} not found`)
}

function tooLarge(isAtomic: boolean, most: number): string {
  const advice = isAtomic ? 'leave out atomic' : 'narrow the filter'
  return `More than ${most} tickets match; ${advice}`
}

/** Why a bulk change cannot be undone; undefined if it can. */
function undoProblem({ status, atomic, undoOf, undoneBy, endedAt }: BulkChange, now: string): string | undefined {
  if (endedAt === null) return 'has not ended; cancel it first'
  if (undoOf !== null) return 'undoes another one, and cannot be undone itself'
  if (undoneBy !== null) return `was undone already, by the bulk change ${undoneBy}`
  if (status === 'failed' && atomic) return 'has changed nothing'
  const hours = (Date.parse(now) - msOf(endedAt)) / 3_600_000
  return hours > BULK_UNDO_HOURS ? `ended more than ${BULK_UNDO_HOURS} hours ago` : undefined
}

/** The versions that the tickets must have; null if none is sent. */
function versionsOf({ tickets = [] }: BulkCreate): Record<string, number> | null {
  const conditions = tickets.flatMap(({ id, ifVersion }) => (ifVersion === undefined ? [] : [[id, ifVersion]]))
  return conditions.length > 0 ? Object.fromEntries(conditions) : null
}

async function selectionOf(
  db: Kysely<Database>,
  { tickets, filter = {} }: BulkCreate,
  actor: Actor,
  now: string,
): Promise<SelectedIds> {
  if (tickets) {
    const ids = tickets.map(({ id }) => id)
    return theseIds(db, ids)
  }
  return matchingIds(db, await queueFilters(db, filter, actor, now), isSearch(filter) ? filter.q : undefined)
}

/** Throws if all tickets would be refused, because there is no such agent or team. */
async function refuseUnavailable(db: Kysely<Database>, { assign }: TicketChangeSet): Promise<void> {
  const { agentId, teamId } = assign ?? {}
  if (agentId && !(await lockAgentForAssignment(db, agentId))) throw agentNotFound(agentId)
  if (teamId && !(await findTeam(db, teamId))) throw teamNotFound(teamId)
}
