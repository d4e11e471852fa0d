import { useLocale } from '../text/text.ts'
import styles from './reports.module.css'

const WIDTH = 640
const HEIGHT = 180
const TOP = 8
const LEFT = 44

export interface Series {
  name: string
  values: readonly (number | null)[]
}

/** Lines over days. The same numbers are in a table, so the picture is only described. */
export function Chart({
  label,
  days,
  series,
  format,
}: {
  label: string
  days: readonly string[]
  series: readonly Series[]
  format: (value: number) => string
}) {
  const locale = useLocale()
  const max = Math.max(1, ...series.flatMap(({ values }) => values.map((value) => value ?? 0)))
  const x = (index: number) => LEFT + (index * (WIDTH - LEFT - TOP)) / Math.max(days.length - 1, 1)
  const y = (value: number) => HEIGHT - TOP - (value * (HEIGHT - 2 * TOP)) / max
  const dayName = (day: string | undefined) =>
    day === undefined
      ? ''
      : new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(day))
  return (
    <figure className={styles['figure']}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label} className={styles['chart']}>
        {[0, max / 2, max].map((value) => (
          <g key={value}>
            <line x1={LEFT} x2={WIDTH - TOP} y1={y(value)} y2={y(value)} className={styles['grid']} />
            <text x={LEFT - 6} y={y(value) + 4} className={styles['axis']}>
              {format(value)}
            </text>
          </g>
        ))}
        {series.map(({ name, values }, index) => (
          <path key={name} d={pathOf(values, x, y)} className={`${styles['line']} ${styles[`line${index}`] ?? ''}`} />
        ))}
      </svg>
      <figcaption className={styles['legend']}>
        <span>{dayName(days[0])}</span>
        {series.map(({ name }, index) => (
          <span key={name} className={styles['key']}>
            <svg viewBox="0 0 24 8" className={styles['sample']} aria-hidden>
              <path d="M0 4H24" className={`${styles['line']} ${styles[`line${index}`] ?? ''}`} />
            </svg>
            {name}
          </span>
        ))}
        <span>{dayName(days.at(-1))}</span>
      </figcaption>
    </figure>
  )
}

/** A line that breaks where there is no value. */
function pathOf(
  values: readonly (number | null)[],
  x: (index: number) => number,
  y: (value: number) => number,
): string {
  const point = (value: number, index: number) => `${x(index).toFixed(1)} ${y(value).toFixed(1)}`
  return values
    .map((value, index) => {
      if (value === null) return ''
      const isStart = index === 0 || values[index - 1] === null
      return `${isStart ? 'M' : 'L'}${point(value, index)}${isStart ? 'h.1' : ''}`
    })
    .join('')
}
