import type { ReactNode } from 'react'
import { PATH_PREFIX } from '../app/path-prefix.ts'
import { stringifySearch } from '../app/search-params.ts'
import { useReportsText } from '../text/reports/reports-text.ts'
import { Failure } from '../ui/failure.tsx'
import styles from './reports.module.css'

export interface Column<Row> {
  name: string
  value: (row: Row) => string
}

/** What rows of all reports have. */
export interface GroupedRow {
  from: string
  group: string | null
  groupName: string | null
}

/** A report: its chart, the table behind it, and the file. */
export function ReportSection<Row extends GroupedRow>({
  title,
  name,
  query,
  rows,
  error,
  columns,
  children,
}: {
  title: string
  name: 'volume' | 'times' | 'sla' | 'satisfaction'
  query: object
  rows: readonly Row[] | undefined
  error: unknown
  columns: readonly Column<Row>[]
  /** The chart. */
  children: ReactNode
}) {
  const text = useReportsText()
  const isGrouped = 'groupBy' in query && query.groupBy !== undefined
  return (
    <section className={styles['section']} aria-label={title}>
      <div className={styles['head']}>
        <h2>{title}</h2>
        <a href={`${PATH_PREFIX}/api/desk/reports/${name}.csv${stringifySearch(query)}`} download>
          {text.report.csv}
        </a>
      </div>
      {Boolean(error) && <Failure error={error} />}
      {!rows && !error && <p role="status">{text.loading}</p>}
      {rows && children}
      {rows && (
        <details open={isGrouped}>
          <summary>{text.report.table}</summary>
          <ReportTable rows={rows} columns={columns} isGrouped={isGrouped} />
        </details>
      )}
    </section>
  )
}

function ReportTable<Row extends GroupedRow>({
  rows,
  columns,
  isGrouped,
}: {
  rows: readonly Row[]
  columns: readonly Column<Row>[]
  isGrouped: boolean
}) {
  const text = useReportsText()
  return (
    <div className={styles['scroll']}>
      <table className={styles['table']}>
        <thead>
          <tr>
            <th scope="col">{text.report.day}</th>
            {isGrouped && <th scope="col">{text.report.group}</th>}
            {columns.map((column) => (
              <th key={column.name} scope="col">
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.from} ${row.group}`}>
              <th scope="row">{row.from}</th>
              {isGrouped && <td>{row.groupName ?? row.group ?? text.report.none}</td>}
              {columns.map((column) => (
                <td key={column.name}>{column.value(row)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
