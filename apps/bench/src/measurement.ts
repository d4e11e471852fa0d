import type { Stage } from './stage.ts'

/** A figure that has to be reached. */
export interface Goal {
  work: string
  toReach: string
  measured: string
  isMet: boolean
}

/** How much is measured. */
export interface Plan {
  tickets: number
  /** Rounds of a rate, and seconds of each. */
  rounds: number
  seconds: number
  /** Requests for each kind of list. */
  requests: number
  /** Seconds of walking over combinations of filters. */
  walkSeconds: number
}

export interface Outcome {
  goals: Goal[]
  /** Markdown for below the table of goals. */
  details?: string
}

export interface Measurement {
  name: string
  /** The section of the results for the details. */
  heading: string
  /** Left out unless everything is measured. */
  isSlow?: boolean
  measure(stage: Stage, plan: Plan): Promise<Outcome>
}

export const thorough: Plan = { tickets: 1_000_000, rounds: 7, seconds: 2, requests: 60, walkSeconds: 90 }
export const quick: Plan = { tickets: 10_000, rounds: 1, seconds: 0.3, requests: 3, walkSeconds: 2 }
