import type { Round } from './load.ts'
import type { Plan } from './measurement.ts'
import { familyCpuSeconds } from './proc.ts'
import { quantile } from './statistics.ts'

/** One side of a comparison. */
export interface Contestant {
  name: string
  /** Runs for this many seconds. */
  run: (seconds: number) => Promise<Round>
  /** The CPU time that its process has used so far, in seconds. */
  cpuSeconds: () => Promise<number>
  /** The number of tickets in one request. 1 by default. */
  tickets?: number
}

/** The results of one contestant in one round. */
export interface Figures {
  requestsPerSecond: number
  ticketsPerSecond: number
  medianMs: number
  p99Ms: number
  /** CPU time per request in microseconds: of the server, of Postgres, and of this process, which sends the load. */
  serverUs: number
  postgresUs: number
  loadUs: number
}

/** A kind of work, and the target for the ratio of the first contestant to the second. */
export interface Work {
  contestants: [Contestant, Contestant]
  compare: 'ticketsPerSecond' | 'medianMs' | 'p99Ms'
  /** The minimum for a rate, the maximum for a time. */
  ratio: number
}

/**
 * Measures the contestants in turn, so that changes of the machine's speed affect all of them. The first round is a
 * warm-up of twice the length, because a process needs some seconds to run its code at full speed.
 */
export async function runRounds(
  contestants: Contestant[],
  { rounds, seconds }: Pick<Plan, 'rounds' | 'seconds'>,
  postgresPid: number,
): Promise<Figures[][]> {
  const results: Figures[][] = contestants.map(() => [])
  for (let round = 0; round <= rounds; round++) {
    for (const [index, contestant] of contestants.entries()) {
      const figures = await runOnce(contestant, round === 0 ? seconds * 2 : seconds, postgresPid)
      if (round > 0) results[index]!.push(figures)
    }
  }
  return results
}

async function runOnce(contestant: Contestant, forSeconds: number, postgresPid: number): Promise<Figures> {
  const { run, cpuSeconds, tickets = 1 } = contestant
  const used = () => Promise.all([cpuSeconds(), familyCpuSeconds(postgresPid)])
  const [server, postgres] = await used()
  const own = process.cpuUsage()
  const { requests, seconds, latenciesMs } = await run(forSeconds)
  const { user, system } = process.cpuUsage(own)
  const [serverAfter, postgresAfter] = await used()
  const perRequestUs = (cpuS: number) => (cpuS * 1e6) / requests
  return {
    requestsPerSecond: requests / seconds,
    ticketsPerSecond: (requests * tickets) / seconds,
    medianMs: quantile(latenciesMs, 0.5),
    p99Ms: quantile(latenciesMs, 0.99),
    serverUs: perRequestUs(serverAfter - server),
    postgresUs: perRequestUs(postgresAfter - postgres),
    loadUs: (user + system) / requests,
  }
}
