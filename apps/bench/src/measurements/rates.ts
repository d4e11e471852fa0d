import { ratesTable } from '../report.ts'
import type { Measurement, Outcome, Plan } from '../measurement.ts'
import { runRounds, type Work } from '../rounds.ts'
import type { Stage } from '../stage.ts'
import { median, spread } from '../statistics.ts'

/** Compares two contestants in alternating rounds. The ratio is computed per round. */
export function ratesOf(name: string, workOn: (stage: Stage, plan: Plan) => Work | Promise<Work>): Measurement {
  return {
    name,
    heading: 'Rates',
    async measure(stage, plan) {
      return compare(name, await workOn(stage, plan), stage, plan)
    },
  }
}

async function compare(name: string, work: Work, stage: Stage, plan: Plan): Promise<Outcome> {
  const { contestants, compare: figure, ratio } = work
  const [first, second] = await runRounds(contestants, plan, stage.postgresPid)
  const ratios = first!.map((figures, round) => figures[figure] / second![round]![figure])
  const isRate = figure === 'ticketsPerSecond'
  const goal = {
    work: name,
    toReach: `${isRate ? '≥' : '≤'} ${ratio} × ${UNITS[figure]}${contestants[1].name}`,
    measured: spread(ratios, 2),
    isMet: isRate ? median(ratios) >= ratio : median(ratios) <= ratio,
  }
  return { goals: [goal], details: ratesTable(name, contestants, [first!, second!]) }
}

const UNITS = { ticketsPerSecond: '', medianMs: 'the time of ', p99Ms: 'the p99 of ' } as const
