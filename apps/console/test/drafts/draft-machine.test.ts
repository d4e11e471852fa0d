import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Simulation } from './simulation.ts'

const RUNS = Number(process.env['DRAFT_RUNS'] ?? 3_000)

type Action = (simulation: Simulation, number: number) => void
const tabOf = ({ tabs }: Simulation, number: number) => {
  const open = tabs.filter(({ isOpen }) => isOpen)
  return open[number % Math.max(open.length, 1)]
}
const inTab =
  (act: (simulation: Simulation, tab: NonNullable<ReturnType<typeof tabOf>>, number: number) => void): Action =>
  (simulation, number) => {
    const tab = tabOf(simulation, number)
    if (tab) act(simulation, tab, number >> 3)
  }

/** What may happen in a tab, with how often it is tried. */
const OF_TABS: Record<string, [number, Action]> = {
  type: [6, inTab((simulation, tab, number) => simulation.type(tab, number % 4 === 0))],
  saveDue: [4, inTab((simulation, tab) => simulation.saveDue(tab))],
  arrive: [6, inTab((simulation, tab) => simulation.arrive(tab))],
  respond: [6, inTab((simulation, tab) => simulation.respond(tab))],
  fail: [2, inTab((simulation, tab, number) => simulation.fail(tab, number % 2 === 0))],
  retry: [2, inTab((simulation, tab) => simulation.tell(tab, { type: 'retried' }))],
  send: [2, inTab((simulation, tab) => simulation.send(tab))],
  refuse: [1, inTab((simulation, tab) => simulation.refuse(tab))],
  undo: [1, inTab((simulation, tab) => simulation.undo(tab))],
  clear: [1, inTab((simulation, tab) => simulation.clear(tab))],
}
const OF_BROWSERS: typeof OF_TABS = {
  ...OF_TABS,
  deliver: [5, inTab((simulation, tab) => simulation.deliver(tab))],
  decide: [2, inTab((simulation, tab, number) => simulation.decide(tab, number % 3))],
  close: [1, inTab((simulation, tab) => simulation.close(tab))],
  open: [1, (simulation) => simulation.tabs.length < 5 && simulation.open()],
  arriveLate: [1, (simulation, number) => simulation.arrive(simulation.tabs[number % simulation.tabs.length]!)],
}

const actionsOf = (table: typeof OF_TABS) => {
  const names = Object.entries(table).flatMap(([name, [weight]]) => Array<string>(weight).fill(name))
  const step = fc.tuple(fc.constantFrom(...names), fc.nat(63))
  return fc.array(step, { maxLength: 60, size: 'max' })
}

const run = (table: typeof OF_TABS, actions: [string, number][]) => {
  const simulation = new Simulation()
  simulation.open()
  for (const [name, number] of actions) table[name]![1](simulation, number)
  simulation.settle()
  return simulation
}

/** A tab asked for the draft before another tab saved it, and gets the answer after the other tab has told it. */
const OLD_ANSWER: [string, number][] = [
  ['open', 0],
  ['type', 0],
  ['arrive', 1],
  ['type', 3],
  ['decide', 33],
  ['respond', 15],
  ['arrive', 0],
  ['clear', 0],
  ['arrive', 49],
  ['respond', 31],
]

/** A tab tried to save a text and does not know whether it worked; another tab, which has not seen it, writes. */
const OLD_ATTEMPT: [string, number][] = [
  ['arrive', 0],
  ['type', 0],
  ['respond', 0],
  ['fail', 0],
  ['send', 0],
  ['arrive', 0],
  ['respond', 0],
  ['refuse', 0],
  ['open', 0],
  ['type', 1],
]

/** A tab learns late that another one saved a text, after it has sent a message, with which the service deleted it. */
const OLD_SAVE: [string, number][] = [
  ['open', 0],
  ['type', 0],
  ['type', 45],
  ['arrive', 0],
  ['respond', 0],
  ['send', 0],
  ['arrive', 3],
  ['decide', 25],
  ['arrive', 0],
  ['respond', 0],
  ['respond', 3],
  ['close', 0],
  ['arrive', 0],
  ['respond', 0],
]

/** A message is sent while the answer to a look from before another tab saved its text is on its way. */
const OLD_LOOK: [string, number][] = [
  ['open', 0],
  ['arrive', 0],
  ['arrive', 3],
  ['type', 21],
  ['respond', 21],
  ['arrive', 7],
  ['respond', 7],
  ['type', 0],
  ['send', 0],
  ['respond', 0],
  ['arrive', 0],
  ['respond', 0],
]

describe('a draft', () => {
  it('loses no word in several tabs, with late loads, failures, conflicts, sending, undo, and tabs that are closed', () => {
    fc.assert(
      fc.property(actionsOf(OF_BROWSERS), (actions) => {
        const simulation = run(OF_BROWSERS, actions)
        const lost = [...simulation.words].filter((word) => simulation.places(word).length === 0)
        expect(lost).toEqual([])
        expect(simulation.messages.size).toBeLessThanOrEqual(simulation.sends)
      }),
      { numRuns: RUNS, examples: [[OLD_ANSWER], [OLD_ATTEMPT], [OLD_SAVE], [OLD_LOOK]] },
    )
  })

  it('loses no word that somebody writes on another device meanwhile', () => {
    const table = { ...OF_BROWSERS, writeElsewhere: [2, (simulation) => simulation.writeElsewhere()] } as typeof OF_TABS
    fc.assert(
      fc.property(actionsOf(table), (actions) => {
        const withoutSending = actions.filter(([name]) => name !== 'send') // between its look and its request, see ADR 48
        const simulation = run(table, withoutSending)
        expect([...simulation.words].filter((word) => simulation.places(word).length === 0)).toEqual([])
      }),
      { numRuns: RUNS },
    )
  })

  it('is saved in the end, and no word is both sent and still in the field', () => {
    fc.assert(
      fc.property(actionsOf(OF_TABS), (actions) => {
        const simulation = run(OF_TABS, actions)
        const [tab] = simulation.tabs
        expect(simulation.draft.body.trim()).toBe(tab!.state.text.trim())
        expect(simulation.stored).toBeUndefined()
        const sent = [...simulation.messages.values()].join(' ').split(/\s+/)
        expect(sent.filter((word) => word !== '' && tab!.state.text.split(/\s+/).includes(word))).toEqual([])
      }),
      { numRuns: RUNS },
    )
  })
})
