import type {
  ReportQuery,
  SatisfactionReport,
  SlaReport,
  SupportRouter,
  TimesReport,
  VolumeReport,
} from '@kinconecta/support-contracts'
import type { TRPCClient } from '@trpc/client'
import type { SupportCall } from '../call.ts'
import { call } from '../caller.ts'
import type { CallOptions } from '../options.ts'

/** What happened to tickets, by day or week, in a time zone. */
export class DeskReports {
  readonly #trpc: TRPCClient<SupportRouter>['desk']['reports']

  constructor(trpc: TRPCClient<SupportRouter>['desk']['reports']) {
    this.#trpc = trpc
  }

  /**
   * Reports how many tickets were created, resolved and reopened, and how many were open at the end of each row.
   *
   * Rejects with `INVALID_INPUT` if the report has more than 400 days or 20,000 rows, and with `QUERY_TOO_EXPENSIVE` if
   * it takes too long; ask for fewer days.
   * @example
   * const { rows } = await support.desk.reports.volume({
   *   from: '2026-03-01', to: '2026-03-31', timeZone: 'America/Mexico_City', groupBy: 'category',
   * })
   */
  volume(query: ReportQuery, options?: CallOptions): SupportCall<VolumeReport, 'desk.reports.volume'> {
    return call('desk.reports.volume', options, (to) => this.#trpc.volume.query(query, to))
  }

  /**
   * Reports how long requesters waited for the first reply and for the resolution, in seconds: the median and the 90th
   * percentile.
   *
   * Rejects as `volume` does.
   * @example
   * const { rows } = await support.desk.reports.times({ from: '2026-03-01', to: '2026-03-31', interval: 'total' })
   */
  times(query: ReportQuery, options?: CallOptions): SupportCall<TimesReport, 'desk.reports.times'> {
    return call('desk.reports.times', options, (to) => this.#trpc.times.query(query, to))
  }

  /**
   * Reports the ratings of requesters: how many, their average, and how often each score was given.
   *
   * Rejects as `volume` does.
   * @example
   * const { rows } = await support.desk.reports.satisfaction({ from: '2026-03-01', to: '2026-03-31', interval: 'week' })
   */
  satisfaction(
    query: ReportQuery,
    options?: CallOptions,
  ): SupportCall<SatisfactionReport, 'desk.reports.satisfaction'> {
    return call('desk.reports.satisfaction', options, (to) => this.#trpc.satisfaction.query(query, to))
  }

  /**
   * Reports how many service level targets were met in time, and how many were missed.
   *
   * Rejects as `volume` does.
   * @example
   * const { rows } = await support.desk.reports.sla({ from: '2026-03-01', to: '2026-03-31', groupBy: 'teamId' })
   */
  sla(query: ReportQuery, options?: CallOptions): SupportCall<SlaReport, 'desk.reports.sla'> {
    return call('desk.reports.sla', options, (to) => this.#trpc.sla.query(query, to))
  }
}
