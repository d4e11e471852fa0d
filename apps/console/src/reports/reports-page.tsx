import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { queries } from '../app/support.ts'
import { useTitle } from '../app/use-title.ts'
import { usePreferences } from '../preferences/preferences.ts'
import { useReportsText } from '../text/reports/reports-text.ts'
import { useLocale } from '../text/text.ts'
import { useNow } from '../time/time.tsx'
import { SelectField, TextField } from '../ui/field.tsx'
import { daysOf, GROUPS, INTERVALS, type ReportSearch } from './report-search.ts'
import { Report } from './report.tsx'
import styles from './reports.module.css'

const route = getRouteApi('/shell/reports')
const HOUR_S = 3600

/**
 * How many tickets came and went, how long requesters waited, what service levels were met, and how it was rated. What it
 * covers is in the address.
 */
export function ReportsPage() {
  const text = useReportsText()
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
      <Sla query={query} />
      <Satisfaction query={query} />
    </div>
  )
}

function ReportFields({ search, days }: { search: ReportSearch; days: { from: string; to: string } }) {
  const text = useReportsText()
  const navigate = useNavigate({ from: '/reports' })
  const show = (changes: ReportSearch) => void navigate({ search: { ...search, ...changes }, replace: true })
  return (
    <div className={styles['fields']}>
      {(['from', 'to'] as const).map((name) => (
        <TextField
          key={name}
          label={text.report[name]}
          type="date"
          value={days[name]}
          onChange={({ target }) => target.value !== '' && show({ [name]: target.value })}
        />
      ))}
      <SelectField
        label={text.report.interval}
        value={search.interval ?? 'day'}
        options={INTERVALS.map((value) => [value, text.report.intervals[value]])}
        onChange={(value) => show({ interval: value })}
      />
      <SelectField
        label={text.report.group}
        value={search.groupBy ?? ''}
        options={[['', text.report.none], ...GROUPS.map((value) => [value, text.report.groups[value]] as const)]}
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
  const result = useQuery(queries.desk.reports.volume.queryOptions(query))
  const series = ['created', 'resolved', 'backlog'] as const
  return <Report name="volume" query={query} {...result} series={series} columns={[...series, 'reopened']} />
}

function Times({ query }: { query: Query }) {
  const locale = useLocale()
  const result = useQuery(queries.desk.reports.times.queryOptions(query))
  const hours = new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: 'hour',
    unitDisplay: 'narrow',
    maximumFractionDigits: 1,
  })
  return (
    <Report
      name="times"
      query={query}
      {...result}
      series={['firstResponseP50S', 'resolutionP50S']}
      columns={['firstResponseP50S', 'firstResponseP90S', 'resolutionP50S', 'resolutionP90S']}
      format={(seconds) => hours.format(seconds / HOUR_S)}
    />
  )
}

function Sla({ query }: { query: Query }) {
  const result = useQuery(queries.desk.reports.sla.queryOptions(query))
  return (
    <Report
      name="sla"
      query={query}
      {...result}
      series={['met', 'missed']}
      columns={[
        'firstResponseMet',
        'firstResponseMissed',
        'nextResponseMet',
        'nextResponseMissed',
        'resolutionMet',
        'resolutionMissed',
        'metPercent',
      ]}
    />
  )
}

function Satisfaction({ query }: { query: Query }) {
  const result = useQuery(queries.desk.reports.satisfaction.queryOptions(query))
  const columns = ['ratings', 'average', 'score1', 'score2', 'score3', 'score4', 'score5'] as const
  return <Report name="satisfaction" query={query} {...result} series={['average']} columns={columns} />
}
