import type { TimesReport, VolumeReport } from '@kinconecta/support-client'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { queries } from '../app/support.ts'
import { useTitle } from '../app/use-title.ts'
import { usePreferences } from '../preferences/preferences.ts'
import { useLocale, useText } from '../text/text.ts'
import { useNow } from '../time/time.tsx'
import { SelectField, TextField } from '../ui/field.tsx'
import { Chart } from './chart.tsx'
import { daysOf, GROUPS, INTERVALS, type ReportSearch } from './report-search.ts'
import { ReportSection } from './report-section.tsx'
import styles from './reports.module.css'

const route = getRouteApi('/shell/reports')
const HOUR_S = 3600

/** How many tickets came and went, and how long requesters waited. What it covers is in the address. */
export function ReportsPage() {
  const text = useText()
  const search = route.useSearch()
  const preferences = usePreferences()
  const now = useNow()
  useTitle(text.reports.title)
  const timeZone = preferences.timeZone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone
  const { groupBy, interval = 'day' } = search
  const query = { ...daysOf(search, now, timeZone), timeZone, interval, ...(groupBy && { groupBy }) }
  return (
    <div className={styles['page']}>
      <h1>{text.reports.title}</h1>
      <ReportFields search={search} days={query} />
      <Volume query={query} />
      <Times query={query} />
    </div>
  )
}

function ReportFields({ search, days }: { search: ReportSearch; days: { from: string; to: string } }) {
  const text = useText()
  const navigate = useNavigate({ from: '/reports' })
  const show = (changes: ReportSearch) => void navigate({ search: { ...search, ...changes }, replace: true })
  return (
    <div className={styles['fields']}>
      {(['from', 'to'] as const).map((name) => (
        <TextField
          key={name}
          label={text.reports[name]}
          type="date"
          value={days[name]}
          onChange={({ target }) => target.value !== '' && show({ [name]: target.value })}
        />
      ))}
      <SelectField
        label={text.reports.interval}
        value={search.interval ?? 'day'}
        options={INTERVALS.map((value) => [value, text.reports.intervals[value]])}
        onChange={(value) => show({ interval: value })}
      />
      <SelectField
        label={text.reports.group}
        value={search.groupBy ?? ''}
        options={[['', text.reports.none], ...GROUPS.map((value) => [value, text.reports.groups[value]] as const)]}
        onChange={(value) => show({ groupBy: value === '' ? undefined : value })}
      />
    </div>
  )
}

interface Query {
  from: string
  to: string
  timeZone: string
  interval: (typeof INTERVALS)[number]
  groupBy?: (typeof GROUPS)[number]
}

function Volume({ query }: { query: Query }) {
  const text = useText()
  const locale = useLocale()
  const { data, error } = useQuery(queries.desk.reports.volume.queryOptions(query))
  const number = (value: number) => new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(value)
  const names = ['created', 'resolved', 'backlog'] as const
  return (
    <ReportSection
      title={text.reports.volume}
      name="volume"
      query={query}
      rows={data?.rows}
      error={error}
      columns={[...names, 'reopened' as const].map((name) => ({
        name: text.reports.columns[name],
        value: (row: VolumeReport['rows'][number]) => number(row[name]),
      }))}
    >
      {query.groupBy === undefined && (
        <Chart
          label={text.reports.volume}
          days={(data?.rows ?? []).map(({ from }) => from)}
          series={names.map((name) => ({
            name: text.reports.columns[name],
            values: (data?.rows ?? []).map((row) => row[name]),
          }))}
          format={number}
        />
      )}
    </ReportSection>
  )
}

function Times({ query }: { query: Query }) {
  const text = useText()
  const locale = useLocale()
  const { data, error } = useQuery(queries.desk.reports.times.queryOptions(query))
  const hours = (seconds: number) =>
    new Intl.NumberFormat(locale, {
      style: 'unit',
      unit: 'hour',
      unitDisplay: 'narrow',
      maximumFractionDigits: 1,
    }).format(seconds / HOUR_S)
  const names = ['firstResponseP50S', 'firstResponseP90S', 'resolutionP50S', 'resolutionP90S'] as const
  return (
    <ReportSection
      title={text.reports.times}
      name="times"
      query={query}
      rows={data?.rows}
      error={error}
      columns={names.map((name) => ({
        name: text.reports.columns[name],
        value: (row: TimesReport['rows'][number]) => {
          const seconds = row[name]
          return seconds === null ? '—' : hours(seconds)
        },
      }))}
    >
      {query.groupBy === undefined && (
        <Chart
          label={text.reports.times}
          days={(data?.rows ?? []).map(({ from }) => from)}
          series={[names[0], names[2]].map((name) => ({
            name: text.reports.columns[name],
            values: (data?.rows ?? []).map((row) => row[name]),
          }))}
          format={hours}
        />
      )}
    </ReportSection>
  )
}
