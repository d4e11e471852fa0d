import type { Measured, Work } from './rounds.ts'

export interface Results {
  work: Work
  measured: Map<string, Measured[]>
}

/** What each did, and what came of the goals. */
export function reportOf(results: Results[]): string {
  const rows = results.flatMap(({ work, measured }) =>
    [...measured].map(([name, rounds], index) => {
      const of = (figure: keyof Measured) => rounds.map((round) => round[figure])
      const rate = spread(of('ticketsPerSecond'))
      const cpu = [of('serverUs'), of('postgresUs')].map((values) => median(values).toFixed(0))
      return `| ${[index === 0 ? work.name : '', name, rate, median(of('p99Ms')).toFixed(1), ...cpu].join(' | ')} |`
    }),
  )
  return `| work | by | tickets/s | p99 ms | server CPU µs | Postgres CPU µs |
| --- | --- | --- | --- | --- | --- |
${rows.join('\n')}

| work | against | to reach | reached |
| --- | --- | --- | --- |
${results.flatMap(goalsOf).join('\n')}
`
}

function goalsOf({ work, measured }: Results): string[] {
  return work.goals.map(({ against, atLeast }) => {
    const ratios = measured
      .get('service')!
      .map((round, index) => round.ticketsPerSecond / measured.get(against)![index]!.ticketsPerSecond)
    const verdict = median(ratios) >= atLeast ? '' : ' (missed)'
    return `| ${work.name} | ${against} | ${atLeast} | ${spread(ratios, 2)}${verdict} |`
  })
}

function spread(values: number[], digits = 0): string {
  const [low, high] = [Math.min(...values), Math.max(...values)].map((value) => value.toFixed(digits))
  return `${median(values).toFixed(digits)} (${low} to ${high})`
}

export function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
}
