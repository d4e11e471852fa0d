import type { Stage } from './stage.ts'

/** A target and the measured figure. */
export interface Goal {
  work: string
  toReach: string
  measured: string
  isMet: boolean
}

/** The amount of data and requests of a run. */
export interface Plan {
  tickets: number
  /** The number of rounds for a rate, and the seconds of each. */
  rounds: number
  seconds: number
  /** The number of requests for each kind of list. */
  requests: number
  /** The duration of the random combinations of filters, in seconds. */
  walkSeconds: number
}

export interface Outcome {
  goals: Goal[]
  /** Markdown for the section of the measurement, below the table of targets. */
  details?: string
}

export interface Measurement {
  name: string
  /** The heading of the section for the details. */
  heading: string
  /** Whether it is skipped unless everything is measured. */
  isSlow?: boolean
  measure(stage: Stage, plan: Plan): Promise<Outcome>
}

export const thorough: Plan = { tickets: 1_000_000, rounds: 7, seconds: 2, requests: 60, walkSeconds: 90 }
export const quick: Plan = { tickets: 10_000, rounds: 1, seconds: 0.3, requests: 3, walkSeconds: 2 }
