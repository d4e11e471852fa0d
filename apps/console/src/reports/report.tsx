import type { ReportTexts } from '../text/reports/reports-en.ts'
import { useReportsText } from '../text/reports/reports-text.ts'
import { useLocale } from '../text/text.ts'
import { Chart } from './chart.tsx'
import { type GroupedRow, ReportSection } from './report-section.tsx'

type ColumnName = keyof ReportTexts['columns']

type Row<Name extends ColumnName> = GroupedRow & Record<Name, number | null>

/** A report whose rows have numbers: some of them as lines, unless it is grouped, and all in a table. */
export function Report<Name extends ColumnName>({
  name,
  query,
  data,
  error,
  series,
  columns,
  format,
}: {
  name: 'volume' | 'times' | 'sla' | 'satisfaction'
  query: object
  data: { rows: readonly Row<Name>[] } | undefined
  error: unknown
  series: readonly Name[]
  columns: readonly Name[]
  /** How a value is written. Default: a number with at most two decimals. */
  format?: (value: number) => string
}) {
  const text = useReportsText().report
  const number = new Intl.NumberFormat(useLocale(), { maximumFractionDigits: 2 })
  const written = format ?? ((value: number) => number.format(value))
  const rows = data?.rows
  const isGrouped = 'groupBy' in query && query.groupBy !== undefined
  return (
    <ReportSection
      title={text[name]}
      name={name}
      query={query}
      rows={rows}
      error={error}
      columns={columns.map((column) => ({
        name: text.columns[column],
        value: (row: Row<Name>) => {
          const value = row[column]
          return value === null ? '—' : written(value)
        },
      }))}
    >
      {!isGrouped && rows && (
        <Chart
          label={text[name]}
          days={rows.map(({ from }) => from)}
          series={series.map((column) => ({ name: text.columns[column], values: rows.map((row) => row[column]) }))}
          format={written}
        />
      )}
    </ReportSection>
  )
}
