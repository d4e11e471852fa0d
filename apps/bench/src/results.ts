import { type Size } from './at-size.ts'
import { type Curve, growthPlot } from './growth-plot.ts'
import type { Found } from './finding.ts'
import { circumstances, type Goal, goalsOf, goalsTable, table, worksTable } from './report.ts'
import type { Plan } from './rounds.ts'
import { median, quantile, spread } from './statistics.ts'

const MIB = 2 ** 20
const EVERYTHING = 'list of everything, REST'

/** RESULTS.md and its picture. */
export function resultsOf(
  sizes: Size[],
  starts: number[],
  plan: Omit<Plan, 'postgresPid'>,
): { text: string; plot: string } {
  const largest = sizes.at(-1)!
  const goals = [
    ...largest.works.flatMap(goalsOf),
    ...everythingGoals(largest),
    ...findingGoals(largest),
    startGoal(starts),
    memoryGoal(largest),
  ]
  const text = `# What it does in a second, and beside whom

${circumstances(plan, '18.4')}

- **by hand**: a route with Fastify, pg and JSON only, without validation, access, limits or keys.
- **stock**: tRPC's Fastify plugin and trpc-openapi's handler on the contract's router; validation, nothing else.
- **statements**: pg alone, one prepared statement over and over on 32 connections.
- **open**: the service as it starts without configuration. **service**: with identity, limiter, and keys where it creates.

## Goals, with ${largest.tickets.toLocaleString('en')} tickets

${goalsTable(goals)}

## Rates

${worksTable(largest.works)}

## Finding

One request after the other over REST, ${largest.found[0]!.times.length} of each kind with other values, a page of 100 each.

${findingTable(largest.found)}

## Everything

${everythingTable(sizes)}

## Growth

![Tickets per second at three sizes](growth.svg)
`
  return {
    text,
    plot: growthPlot(
      sizes.map(({ tickets }) => tickets),
      curvesOf(sizes),
    ),
  }
}

function everythingGoals({ everything }: Size): Goal[] {
  const ratios = everything.map(({ serviceS, copyS }) => serviceS / copyS)
  const grown = everything.map(({ grownBytes }) => grownBytes / MIB)
  return [
    {
      work: EVERYTHING,
      goal: 'at most 1.0 × the time of COPY',
      reached: spread(ratios, 2),
      isMet: median(ratios) <= 1,
    },
    {
      work: EVERYTHING,
      goal: 'memory grows by at most 64 MiB',
      reached: `${spread(grown)} MiB`,
      isMet: Math.max(...grown) <= 64,
    },
  ]
}

function findingGoals({ found }: Size): Goal[] {
  const slowest = (kind: Found['kind'], most: number): Goal => {
    const [first] = found.filter((of) => of.kind === kind).toSorted((a, b) => p95(b) - p95(a))
    const reached = `${p95(first!).toFixed(1)} ms (${first!.name})`
    return { work: `slowest ${kind}`, goal: `p95 at most ${most} ms`, reached, isMet: p95(first!) <= most }
  }
  const [top, deep] = found.filter(({ kind }) => kind === 'page').map(({ times }) => median(times))
  const depth = { work: 'page at depth 90 %', goal: 'at most 1.3 × the first page', isMet: deep! <= 1.3 * top! }
  return [{ ...depth, reached: (deep! / top!).toFixed(2) }, slowest('filter', 20), slowest('search', 50)]
}

function p95({ times }: Found): number {
  return quantile(times, 0.95)
}

function findingTable(found: Found[]): string {
  const rows = found.map(({ name, times, tickets }) => {
    return [name, median(times).toFixed(1), quantile(times, 0.95).toFixed(1), tickets]
  })
  return table(['finding', 'median ms', 'p95 ms', 'tickets found'], rows)
}

function memoryGoal({ peakBytes }: Size): Goal {
  const reached = `${Math.round(peakBytes / MIB)} MiB`
  return { work: 'resident memory under load', goal: 'at most 200 MiB', reached, isMet: peakBytes <= 200 * MIB }
}

export function startGoal(starts: number[]): Goal {
  const reached = `${spread(starts, 2)} s`
  return { work: 'start with existing data to first 200', goal: 'at most 1.5 s', reached, isMet: median(starts) <= 1.5 }
}

function everythingTable(sizes: Size[]): string {
  const rows = sizes.map(({ tickets, everything }) => [
    tickets.toLocaleString('en'),
    (everything[0]!.bytes / MIB).toFixed(0),
    spread(
      everything.map(({ serviceS }) => serviceS),
      2,
    ),
    spread(
      everything.map(({ copyS }) => copyS),
      2,
    ),
  ])
  return table(['tickets', 'MiB', 'service, s', 'COPY of the same JSON, s'], rows)
}

function curvesOf(sizes: Size[]): Curve[] {
  const names = sizes[0]!.works.map(({ work }) => work.name)
  return [
    ...names.map((name) => ({ name, rates: sizes.map((size) => rateOf(size, name)) })),
    { name: EVERYTHING, rates: sizes.map(rateOfEverything) },
  ]
}

function rateOf({ works }: Size, name: string): number {
  const rounds = works.find(({ work }) => work.name === name)!.measured.get('service')!
  return median(rounds.map(({ ticketsPerSecond }) => ticketsPerSecond))
}

function rateOfEverything({ tickets, everything }: Size): number {
  return tickets / median(everything.map(({ serviceS }) => serviceS))
}
