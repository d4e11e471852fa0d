import { type Query, p95, slowestFirst, type Times, timesOf, timesTable } from '../alone.ts'
import { WORDS } from '../dataset.ts'
import type { Measurement } from '../measurement.ts'

const MOST_MS = 50

const NAMED: Record<string, Query> = {
  'a word in half of all': () => `q=${WORDS.half}`,
  'a word in 1 %': () => `q=${WORDS.hundredth}`,
  'a word in 3 tickets': () => `q=${WORDS.three}`,
  'a word in no ticket': () => `q=${WORDS.none}`,
}

const OTHERS: Record<string, Query> = {
  'a word only in the older half': () => `q=${WORDS.old}`,
  'two words in half of all': () => `q=${WORDS.half}+${WORDS.old}`,
  'words in 1 % and in 3 tickets': () => `q=${WORDS.hundredth}+${WORDS.three}`,
  'a phrase': () => 'q=%22punto+de+encuentro%22',
  'half of all without 1 %': () => `q=${WORDS.half}+-${WORDS.hundredth}`,
  'a name': () => 'q=gonz%C3%A1lez',
  'by relevance, 1 %': () => `q=${WORDS.hundredth}&sort=relevance`,
  'by relevance, half of all': () => `q=${WORDS.half}&sort=relevance`,
  'half of all, of a user with few tickets': (turn) => `q=${WORDS.half}&userId=${40_000 + turn}`,
  'half of all, open': () => `q=${WORDS.half}&status=OPEN`,
}

/** Searches with pages of 100, one request at a time. The four single words must meet the target. */
export const searches: Measurement = {
  name: 'the four named searches',
  heading: 'Searches',
  async measure({ lists, baseline, callers }, { requests }) {
    const [named, others, ofBaseline]: Times[][] = [[], [], []]
    for (const [name, queryOf] of Object.entries({ ...NAMED, ...OTHERS })) {
      const query: Query = (turn) => `limit=100&${queryOf(turn)}`
      const times = await timesOf(lists, name, query, requests, callers[0])
      if (!(name in NAMED)) others!.push(times)
      else {
        named!.push(times)
        ofBaseline!.push(await timesOf(baseline, `baseline: ${name}`, query, Math.min(requests, 3)))
      }
    }
    const slowest = slowestFirst(named!)[0]!
    const goal = {
      work: this.name,
      toReach: `p95 ≤ ${MOST_MS} ms, one at a time`,
      measured: `${p95(slowest).toFixed(1)} ms (${slowest.name})`,
      isMet: p95(slowest) <= MOST_MS,
    }
    return { goals: [goal], details: timesTable('search', [...named!, ...others!, ...ofBaseline!]) }
  },
}
