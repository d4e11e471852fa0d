import { familyCpuSeconds } from './proc.ts'
import type { Round } from './load.ts'

/** One that does the work: the service, or a baseline. */
export interface Contestant {
  name: string
  /** Works for so many seconds. */
  run: (seconds: number) => Promise<Round>
  /** Processor time its process has used so far; none for one that runs in this process. */
  cpuSeconds?: () => Promise<number>
  /** Tickets in one request. */
  tickets?: number
}

/** A kind of work, and what the service has to reach in it: its rate over that of another. */
export interface Work {
  name: string
  contestants: Contestant[]
  goals: { against: string; atLeast: number }[]
}

/** What a contestant did in one round. */
export interface Measured {
  ticketsPerSecond: number
  requestsPerSecond: number
  p99Ms: number
  /** Processor time per request, in microseconds: of the server, and of Postgres. */
  serverUs: number
  postgresUs: number
}

export interface Plan {
  rounds: number
  seconds: number
  postgresPid: number
}

/** Rounds of all contestants in turn, after one that does not count, so that the machine's mood is the same for all. */
export async function measure({ contestants }: Work, plan: Plan): Promise<Map<string, Measured[]>> {
  const results = new Map(contestants.map(({ name }) => [name, [] as Measured[]]))
  for (let round = 0; round <= plan.rounds; round++) {
    for (const contestant of contestants) {
      const measured = await measureOnce(contestant, plan)
      if (round > 0) results.get(contestant.name)!.push(measured)
    }
  }
  return results
}

async function measureOnce({ run, cpuSeconds, tickets = 1 }: Contestant, plan: Plan): Promise<Measured> {
  const used = async () => [(await cpuSeconds?.()) ?? 0, await familyCpuSeconds(plan.postgresPid)] as const
  const [server, postgres] = await used()
  const { requests, seconds, p99Ms } = await run(plan.seconds)
  const [serverAfter, postgresAfter] = await used()
  const perRequestUs = (cpuS: number) => (cpuS * 1e6) / requests
  return {
    ticketsPerSecond: (requests * tickets) / seconds,
    requestsPerSecond: requests / seconds,
    p99Ms,
    serverUs: perRequestUs(serverAfter - server),
    postgresUs: perRequestUs(postgresAfter - postgres),
  }
}
