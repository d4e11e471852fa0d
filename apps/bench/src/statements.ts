// Baseline (c): what Postgres and pg can do at most, by prepared statements in a tight loop.
import pg from 'pg'
import { CONNECTIONS, type Round } from './load.ts'

/** A prepared statement and its parameters, each time. */
export interface Statement {
  text: string
  values: () => unknown[]
}

/** Runs the statement for `seconds` over as many connections as the load has, each as soon as the one before is done. */
export async function repeatStatement(databaseUrl: string, seconds: number, statement: Statement): Promise<Round> {
  const { text, values } = statement
  const clients = await Promise.all(Array.from({ length: CONNECTIONS }, () => connected(databaseUrl)))
  const latenciesMs: number[] = []
  const started = performance.now()
  const until = started + seconds * 1000
  const loop = async (client: pg.Client) => {
    for (let sent = started; sent < until;) {
      await client.query({ name: 's', text, values: values() })
      const now = performance.now()
      latenciesMs.push(now - sent)
      sent = now
    }
  }
  await Promise.all(clients.map(loop))
  const elapsedS = (performance.now() - started) / 1000
  await Promise.all(clients.map((client) => client.end()))
  return { requests: latenciesMs.length, seconds: elapsedS, latenciesMs: latenciesMs.toSorted((a, b) => a - b) }
}

async function connected(databaseUrl: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  return client
}
