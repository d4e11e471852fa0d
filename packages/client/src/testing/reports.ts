import {
  type GroupOfReport,
  msOf,
  type ReportPeriod,
  reportPeriods,
  type ReportQuery,
  type ReportService,
  satisfactionRows,
  slaRows,
  type ScoreCount,
  type TimesOfPeriod,
  timesRows,
  type VolumeCount,
  volumeRows,
} from '@kinconecta/support-contracts'
import { ticketViews } from './desk-ticket-view.ts'
import { queueList } from './queue.ts'
import type { Contents } from './services.ts'

/** Something that happened to a ticket, in milliseconds since 1970. */
interface Happened {
  what: 'created' | 'resolved' | 'reopened' | 'responded'
  atMs: number
  /** How long after the creation of the ticket, in seconds. */
  seconds: number
}

/** A ticket of a report, with the groups that it is in. */
interface Reported {
  ticketId: number
  groups: GroupOfReport[]
  happened: Happened[]
}

const UNGROUPED: GroupOfReport = { key: null, group: null, groupName: null }

/** The rules of `desk.reports.*` in memory. */
export function reportService(contents: Contents, now: () => string): ReportService {
  const read = (query: ReportQuery) => {
    const periods = reportPeriods(query, now())
    const tickets = periods.length > 0 ? reportedTickets(contents, query, now) : []
    const groupsOf = (counted: readonly { key: string | null }[]) =>
      query.groupBy ? groupsWith(tickets, new Set(counted.map(({ key }) => key))) : [UNGROUPED]
    return { periods, tickets, groupsOf }
  }
  return {
    volume: async (query) => {
      const { periods, tickets, groupsOf } = read(query)
      const counts = tickets.flatMap((ticket) => countsOf(ticket, periods))
      return { rows: volumeRows(periods, groupsOf(counts), counts) }
    },
    times: async (query) => {
      const { periods, tickets, groupsOf } = read(query)
      const times = timesOf(tickets, periods)
      return { rows: timesRows(periods, groupsOf(times), times) }
    },
    satisfaction: async (query) => {
      const { periods, tickets, groupsOf } = read(query)
      const counts = tickets.flatMap((ticket) => scoresOf(contents, ticket, periods))
      return { rows: satisfactionRows(periods, groupsOf(counts), counts) }
    },
    // The fake measures no time.
    sla: async (query) => {
      const { periods, groupsOf } = read(query)
      return { rows: slaRows(periods, groupsOf([]), []) }
    },
  }
}

function reportedTickets(contents: Contents, query: ReportQuery, now: () => string): Reported[] {
  const { category, roleContext, assigneeId, teamId, tags } = query
  const filter = queueList(contents, { category, roleContext, assigneeId, teamId, tags }, now)
  const { read } = ticketViews(contents, now)
  const { tickets, desk } = contents
  return tickets
    .all()
    .filter((row) => filter.isListed({ row, version: 1, changedAt: row.updatedAt }))
    .map((row) => {
      const ticket = read(tickets.get(row.ticketId))
      const createdMs = msOf(row.createdAt)
      const event = (what: Happened['what'], at: string | null): Happened[] => {
        if (at === null) return []
        const atMs = what === 'responded' ? msOf(at) : Math.max(msOf(at), createdMs)
        return [{ what, atMs, seconds: Math.max(Math.floor((atMs - createdMs) / 1000), 0) }]
      }
      const isDone = row.status === 'RESOLVED' || row.status === 'CLOSED'
      const past = desk.pastResolutionsOf(row.ticketId)
      const happened = [
        ...event('created', row.createdAt),
        ...event('responded', ticket.firstRespondedAt),
        ...(isDone ? event('resolved', ticket.resolvedAt ?? ticket.closedAt ?? row.updatedAt) : []),
        ...past.flatMap(({ resolvedAt }) => event('resolved', resolvedAt)),
        ...past.flatMap(({ reopenedAt }) => event('reopened', reopenedAt)),
      ]
      return { ticketId: row.ticketId, groups: groupsOfTicket(contents, ticket, query), happened }
    })
}

function groupsOfTicket(
  { people }: Contents,
  ticket: { category: string; roleContext: string; assigneeId: string | null; teamId: number | null; tagIds: number[] },
  { groupBy }: ReportQuery,
): GroupOfReport[] {
  if (groupBy === undefined) return [UNGROUPED]
  if (groupBy === 'tag') {
    const ids = ticket.tagIds
    return ids.length === 0
      ? [UNGROUPED]
      : people.tagNamesOf(ids).map((name, place) => ({ key: String(ids[place]), group: name, groupName: name }))
  }
  const value = ticket[groupBy]
  if (value === null) return [UNGROUPED]
  const key = String(value)
  const nameOf = {
    category: () => key,
    roleContext: () => key,
    assigneeId: () => people.getAgent(key).name,
    teamId: () => people.getTeam(Number(key)).name,
  }
  return [{ key, group: key, groupName: nameOf[groupBy]() }]
}

/** What a ticket adds to the counts of the volume. */
function countsOf({ groups, happened }: Reported, periods: readonly ReportPeriod[]): VolumeCount[] {
  const start = periods[0]!.startMs
  return groups.flatMap(({ key }) =>
    happened.flatMap(({ what, atMs }): VolumeCount[] => {
      if (what === 'responded') return []
      const period = periodAt(periods, atMs)
      if (atMs < start) return [{ what: 'backlog', period: 0, key, count: what === 'resolved' ? -1 : 1 }]
      return period === 0 ? [] : [{ what, period, key, count: 1 }]
    }),
  )
}

function scoresOf(
  { ratings }: Contents,
  { ticketId, groups }: Reported,
  periods: readonly ReportPeriod[],
): ScoreCount[] {
  return ratings.of(ticketId).flatMap(({ score, ratedAt }) => {
    const period = periodAt(periods, msOf(ratedAt))
    return period === 0 ? [] : groups.map(({ key }) => ({ score, period, key, count: 1 }))
  })
}

/** The times of a group in a period. */
interface Times extends Pick<TimesOfPeriod, 'what' | 'period' | 'key'> {
  seconds: number[]
}

function timesOf(tickets: readonly Reported[], periods: readonly ReportPeriod[]): TimesOfPeriod[] {
  const found = new Map<string, Times>()
  for (const { groups, happened } of tickets) {
    for (const { what: happening, atMs, seconds } of happened) {
      const period = periodAt(periods, atMs)
      if (period === 0 || happening === 'created' || happening === 'reopened') continue
      const what = happening === 'responded' ? 'response' : 'resolution'
      for (const { key } of groups) {
        const id = JSON.stringify([what, period, key])
        const times = found.get(id) ?? { what, period, key, seconds: [] }
        times.seconds.push(seconds)
        found.set(id, times)
      }
    }
  }
  return [...found.values()].map(({ what, period, key, seconds }) => {
    const sorted = seconds.toSorted((a, b) => a - b)
    const percentile = (part: number) => sorted[Math.ceil(part * sorted.length) - 1]!
    return { what, period, key, count: sorted.length, p50S: percentile(0.5), p90S: percentile(0.9) }
  })
}

/** The number of the period, from 1; 0 if it is in none. */
function periodAt(periods: readonly ReportPeriod[], atMs: number): number {
  return periods.findIndex(({ startMs, endMs }) => atMs >= startMs && atMs < endMs) + 1
}

function groupsWith(tickets: readonly Reported[], keys: ReadonlySet<string | null>): GroupOfReport[] {
  const groups = new Map(tickets.flatMap((ticket) => ticket.groups.map((group) => [group.key, group] as const)))
  return [...groups.values()].filter(({ key }) => keys.has(key))
}
