import { familyCpuSeconds } from './proc.ts'
import type { Round } from './load.ts'
import { quantile } from './statistics.ts'

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
  /** Processor time per request, in microseconds: of the server, of Postgres, and of this process, which asks. */
  serverUs: number
  postgresUs: number
  loadUs: number
}

export interface Plan {
  rounds: number
  seconds: number
  postgresPid: number
}

/**
 * Rounds of all contestants in turn, so that the machine's mood is the same for all, after one of twice the length that
 * does not count: a process runs its code at full speed only after some seconds.
 */
export async function measure({ contestants }: Work, plan: Plan): Promise<Map<string, Measured[]>> {
  const results = new Map(contestants.map(({ name }) => [name, [] as Measured[]]))
  for (let round = 0; round <= plan.rounds; round++) {
    for (const contestant of contestants) {
      const measured = await measureOnce(contestant, round > 0 ? plan : { ...plan, seconds: plan.seconds * 2 })
      if (round > 0) results.get(contestant.name)!.push(measured)
    }
  }
  return results
}

async function measureOnce({ run, cpuSeconds, tickets = 1 }: Contestant, plan: Plan): Promise<Measured> {
  const used = async () => [(await cpuSeconds?.()) ?? 0, await familyCpuSeconds(plan.postgresPid)] as const
  const [server, postgres] = await used()
  const own = process.cpuUsage()
  const { requests, seconds, latenciesMs } = await run(plan.seconds)
  const { user, system } = process.cpuUsage(own)
  const [serverAfter, postgresAfter] = await used()
  const perRequestUs = (cpuS: number) => (cpuS * 1e6) / requests
  return {
    ticketsPerSecond: (requests * tickets) / seconds,
    requestsPerSecond: requests / seconds,
    p99Ms: quantile(latenciesMs, 0.99),
    serverUs: perRequestUs(serverAfter - server),
    postgresUs: perRequestUs(postgresAfter - postgres),
    loadUs: (user + system) / requests,
  }
}
