import { Readable } from 'node:stream'
import {
  type Actor,
  type FileContent,
  REPORT_ROWS,
  type ReportFileQuery,
  type ReportFileService,
  reportPeriods,
  type ReportQuery,
  type ReportService,
  satisfactionRows,
  slaRows,
  timesRows,
  volumeRows,
} from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import { queueFilters } from '../desk/queue-filters.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/database/tables.ts'
import { sha256 } from '../platform/sha256.ts'
import { csvOf } from './csv.ts'
import { listGroups } from './report-groups.repository.ts'
import type { ReportScope } from './reported-tickets.ts'
import { countScores } from './satisfaction.repository.ts'
import { countTargets } from './targets.repository.ts'
import { listTimes } from './times.repository.ts'
import { countVolume } from './volume.repository.ts'

interface ReportDependencies {
  lists: Kysely<Database>
  actor: Actor
  clock: Clock
}

/** The rules of `desk.reports.*`. */
export function reportService(dependencies: ReportDependencies): ReportService {
  const { lists } = dependencies
  return {
    async volume(query) {
      const scope = await scopeOf(dependencies, query)
      if (!scope) return { rows: [] }
      const counts = await countVolume(lists, scope)
      return { rows: volumeRows(scope.periods, await listGroups(lists, query.groupBy, counts), counts) }
    },

    async times(query) {
      const scope = await scopeOf(dependencies, query)
      if (!scope) return { rows: [] }
      const times = await listTimes(lists, scope)
      return { rows: timesRows(scope.periods, await listGroups(lists, query.groupBy, times), times) }
    },

    async satisfaction(query) {
      const scope = await scopeOf(dependencies, query)
      if (!scope) return { rows: [] }
      const counts = await countScores(lists, scope)
      return { rows: satisfactionRows(scope.periods, await listGroups(lists, query.groupBy, counts), counts) }
    },

    async sla(query) {
      const scope = await scopeOf(dependencies, query)
      if (!scope) return { rows: [] }
      const counts = await countTargets(lists, scope)
      return { rows: slaRows(scope.periods, await listGroups(lists, query.groupBy, counts), counts) }
    },
  }
}

/** The operations of `desk.reports.*` with files. */
export function reportFileService(dependencies: ReportDependencies): ReportFileService {
  const service = reportService(dependencies)
  return {
    async csv({ report, ...query }) {
      const { rows } = await service[report](query)
      return fileOf({ report, ...query }, csvOf(Object.keys(REPORT_ROWS[report].shape), rows))
    },
  }
}

/** Undefined if no period has begun. */
async function scopeOf(
  { lists, actor, clock }: ReportDependencies,
  query: ReportQuery,
): Promise<ReportScope | undefined> {
  const { groupBy, category, roleContext, assigneeId, teamId, tags } = query
  const [first, ...others] = reportPeriods(query, clock())
  if (!first) return undefined
  const filters = await queueFilters(lists, { category, roleContext, assigneeId, teamId, tags }, actor, clock())
  return { filters, groupBy, periods: [first, ...others] }
}

function fileOf({ report, from, to }: ReportFileQuery, text: string): FileContent {
  const bytes = Buffer.from(text)
  return {
    fileName: `${report}-${from}-${to}.csv`,
    contentType: 'text/csv; charset=utf-8',
    sizeBytes: bytes.length,
    tag: sha256(bytes).toString('base64url'),
    isInline: false,
    open: async ({ start, end } = { start: 0, end: bytes.length - 1 }) =>
      Readable.from([bytes.subarray(start, end + 1)], { objectMode: false }),
  }
}
