import { cpus, totalmem } from 'node:os'
import type { Measured, Plan, Work } from './rounds.ts'
import { median, spread } from './statistics.ts'

/** Something that was to be reached. */
export interface Goal {
  work: string
  goal: string
  reached: string
  isMet: boolean
}

/** One kind of work, measured. */
export interface WorkResult {
  work: Work
  measured: Map<string, Measured[]>
}

export function goalsOf({ work, measured }: WorkResult): Goal[] {
  const service = measured.get('service')!
  return work.goals.map(({ against, atLeast }) => {
    const other = measured.get(against)!
    const ratios = service.map((round, index) => round.ticketsPerSecond / other[index]!.ticketsPerSecond)
    const goal = `at least ${atLeast} × ${against}`
    return { work: work.name, goal, reached: spread(ratios, 2), isMet: median(ratios) >= atLeast }
  })
}

export function goalsTable(goals: Goal[]): string {
  const rows = goals.map(({ work, goal, reached, isMet }) => [work, goal, reached, isMet ? 'yes' : '**no**'])
  return table(['work', 'to reach', 'reached', 'met'], rows)
}

export function worksTable(results: WorkResult[]): string {
  const heads = ['work', 'by', 'requests/s', 'tickets/s', 'p99 ms', 'CPU µs a request: server', 'Postgres', 'load']
  return table(heads, results.flatMap(rowsOf))
}

function rowsOf({ work, measured }: WorkResult): string[][] {
  return Array.from(measured, ([name, rounds], index) => {
    const of = (figure: keyof Measured) => rounds.map((round) => round[figure])
    const rate = median(of('ticketsPerSecond')).toFixed(0)
    const figures = [spread(of('requestsPerSecond')), rate, median(of('p99Ms')).toFixed(1)]
    return [
      index === 0 ? work.name : '',
      name,
      ...figures,
      cpuOf(of('serverUs')),
      cpuOf(of('postgresUs')),
      cpuOf(of('loadUs')),
    ]
  })
}

/** Empty for what is not there: statements have no server. */
function cpuOf(microseconds: number[]): string {
  return median(microseconds) > 0 ? median(microseconds).toFixed(0) : ''
}

export function table(heads: string[], rows: (string | number)[][]): string {
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n')
}

function line(cells: (string | number)[]): string {
  return `| ${cells.join(' | ')} |`
}

/** Where and how it was measured. */
export function circumstances({ rounds, seconds }: Pick<Plan, 'rounds' | 'seconds'>, postgresVersion: string): string {
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}`
  return `Written by \`npx pnpm bench\` on ${machine}, with Node ${process.version} and Postgres ${postgresVersion}. Everything in one run on one Postgres and the same data: ${rounds} rounds of ${seconds} s in turn after one of twice that which does not count, 32 connections, the load from a process on the same machine, whose own share of the processor stands beside the others'. Median, and lowest to highest; ratios are round by round. The service logs warnings only; it verifies a token, counts calls, checks access, input and output in every request.`
}
