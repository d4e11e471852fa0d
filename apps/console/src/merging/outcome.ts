import { createStore, useStore } from '../app/store.ts'

/** What this tab has just done with a ticket and another one. */
export interface Outcome {
  kind: 'merged' | 'unmerged' | 'split' | 'written'
  /** The ticket on whose page it is told. */
  ticketId: number
  /** The ticket that was merged into it, from which it was split, or that got a message that was written here. */
  otherId: number
}

const outcome = createStore<Outcome | undefined>(undefined)

export const tellOutcome = outcome.set

/** What the page of this ticket has to tell. */
export function useOutcome(ticketId: number): Outcome | undefined {
  const last = useStore(outcome)
  return last?.ticketId === ticketId ? last : undefined
}
