import { cpus, totalmem } from 'node:os'
import { CONNECTIONS } from './load.ts'
import type { Goal, Measurement, Outcome, Plan } from './measurement.ts'
import type { Contestant, Figures } from './rounds.ts'
import { median, spread } from './statistics.ts'

/** Returns the content of RESULTS.md. */
export function reportOf(outcomes: [Measurement, Outcome][], plan: Plan, postgresVersion: string): string {
  return `# Results

${circumstances(plan, postgresVersion)}

${goalsTable(outcomes.flatMap(([, { goals }]) => goals))}
${detailsOf(outcomes)}`
}

function circumstances({ tickets, rounds, seconds }: Plan, postgresVersion: string): string {
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}`
  return `Written by \`npx pnpm bench\` on ${machine}, with Node ${process.version}, Postgres ${postgresVersion} and ${tickets.toLocaleString('en')} tickets, in one run. The servers are measured in turn: ${rounds} rounds of ${seconds} s each with ${CONNECTIONS} connections, after a warm-up round of twice that length. The load comes from a process on the same machine. Figures are medians, with the lowest and the highest; ratios are computed per round.

- **service**: the server as \`pnpm start\` runs it. It verifies a token, counts calls and checks access, input and output in every request.
- **baseline**: a careful hand-written Fastify route on a table of its own with the same tickets: named prepared statements, type parsers, a response schema. The table has a primary key, indexes on user and status, and a GIN index on \`to_tsvector('spanish', subject || ' ' || message)\`. It has no validation, access, limits or idempotency keys.`
}

function detailsOf(outcomes: [Measurement, Outcome][]): string {
  const byHeading = Map.groupBy(outcomes, ([{ heading }]) => heading)
  return Array.from(byHeading, ([heading, group]) => {
    const details = group.map(([, outcome]) => outcome.details).filter((text) => text !== undefined)
    return details.length > 0 ? `\n## ${heading}\n\n${details.join('\n\n')}\n` : ''
  }).join('')
}

export function goalsTable(goals: Goal[]): string {
  const rows = goals.map(({ work, toReach, measured, isMet }) => [work, toReach, measured, isMet ? 'yes' : '**no**'])
  return table(['work', 'target', 'measured', 'met'], rows)
}

export function ratesTable(work: string, contestants: Contestant[], figures: Figures[][]): string {
  const heads = [
    work,
    'requests/s',
    'tickets/s',
    'median ms',
    'p99 ms',
    'CPU per request, µs: server',
    'Postgres',
    'load',
  ]
  const rows = contestants.map(({ name }, index) => {
    const of = (figure: keyof Figures) => figures[index]!.map((round) => round[figure])
    const rates = [spread(of('requestsPerSecond')), median(of('ticketsPerSecond')).toFixed(0)]
    const times = (['medianMs', 'p99Ms'] as const).map((figure) => median(of(figure)).toFixed(1))
    const cpu = (['serverUs', 'postgresUs', 'loadUs'] as const).map((figure) => median(of(figure)).toFixed(0))
    return [name, ...rates, ...times, ...cpu]
  })
  return table(heads, rows)
}

export function table(heads: string[], rows: (string | number)[][]): string {
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n')
}

function line(cells: (string | number)[]): string {
  return `| ${cells.join(' | ')} |`
}
