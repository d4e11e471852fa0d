import { type Size } from './at-size.ts'
import { type Curve, growthPlot } from './growth-plot.ts'
import type { Found } from './finding.ts'
import { circumstances, type Goal, goalsOf, goalsTable, table, worksTable } from './report.ts'
import type { Plan } from './rounds.ts'
import { median, quantile, spread } from './statistics.ts'

const MIB = 2 ** 20
const EVERYTHING = 'list of everything, REST'
const NAMED_SEARCHES = new Set(['q, in half of all', 'q, in 1 %', 'q, in 3 tickets', 'q, in none'])

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
- **statements**: pg alone, one prepared statement over and over on 32 connections; pg's own work stands under load.
- **open**: the service as it starts without configuration. **service**: with identity, limiter, and keys where it creates.

## Goals, with ${largest.tickets.toLocaleString('en')} tickets

${goalsTable(goals)}

## Rates

${worksTable(largest.works)}

## Finding

A page of 100 each over REST, with other values each time: alone, ${largest.found[0]!.times.length} requests one after the other; and over 32 connections, each with its next request as soon as the one before is answered, so that what one waits for is mostly the others.

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
  const ofKind = (kind: Found['kind']) => found.filter((of) => of.kind === kind)
  const oneWord = ofKind('search').filter(({ name }) => NAMED_SEARCHES.has(name))
  const [top, deep] = ofKind('page').map(({ times }) => median(times))
  const depth = { work: 'page at depth 90 %', goal: 'at most 1.3 × the first page', isMet: deep! <= 1.3 * top! }
  return [
    { ...depth, reached: (deep! / top!).toFixed(2) },
    slowest('filter, one at a time', ofKind('filter'), p95, 20),
    slowest('filter, 32 connections', ofKind('filter'), p95UnderLoad, 20),
    slowest('search, one at a time', ofKind('search'), p95, 50),
    slowest('search for one word, 32 connections', oneWord, p95UnderLoad, 50),
  ]
}

function slowest(work: string, found: Found[], p95Of: (found: Found) => number, most: number): Goal {
  const [first] = found.toSorted((a, b) => p95Of(b) - p95Of(a))
  const reached = `${p95Of(first!).toFixed(1)} ms (${first!.name})`
  return { work: `slowest ${work}`, goal: `p95 at most ${most} ms`, reached, isMet: p95Of(first!) <= most }
}

function p95({ times }: Found): number {
  return quantile(times, 0.95)
}

function p95UnderLoad({ load }: Found): number {
  return quantile(load.latenciesMs, 0.95)
}

function findingTable(found: Found[]): string {
  const rows = found.map((of) => {
    const alone = [median(of.times).toFixed(1), p95(of).toFixed(1)]
    const rate = (of.load.requests / of.load.seconds).toFixed(0)
    return [of.name, of.tickets, ...alone, rate, median(of.load.latenciesMs).toFixed(1), p95UnderLoad(of).toFixed(1)]
  })
  return table(['finding', 'tickets', 'alone: median ms', 'p95 ms', '32: requests/s', 'median ms', 'p95 ms'], rows)
}

function memoryGoal({ peakBytes }: Size): Goal {
  const reached = `${Math.round(peakBytes / MIB)} MiB`
  return {
    work: 'resident memory of the service under the rates',
    goal: 'at most 200 MiB',
    reached,
    isMet: peakBytes <= 200 * MIB,
  }
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
