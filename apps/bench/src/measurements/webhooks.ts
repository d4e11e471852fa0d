import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type pg from 'pg'
import type { Measurement } from '../measurement.ts'
import { newTicket } from '../new-ticket.ts'
import { withClient } from '../postgres.ts'
import { table } from '../report.ts'
import { startServer } from '../server-process.ts'
import { quantile } from '../statistics.ts'

const LEAST_PER_S = 500
const MOST_MS = 250
const PROBES = 200
const JSON_TYPE = { 'content-type': 'application/json' }

/**
 * Deliveries to a receiver in this process, which answers at once. The rate: a replay of events of as many tickets. The
 * latency: from the response of a create until its message arrives.
 */
export const webhooks: Measurement = {
  name: 'webhooks',
  heading: 'Webhooks',
  async measure({ databaseUrl }, { requests }) {
    const receiver = await startReceiver()
    const server = await startServer(environmentOf(databaseUrl, receiver.port))
    try {
      const create = () => fetch(`${server.url}/api/webhooks`, post({ url: receiver.url, types: ['ticket.created'] }))
      const { webhookId } = (await (await create()).json()) as { webhookId: number }
      const latenciesMs: number[] = []
      for (let probe = 0; probe < PROBES; probe++) latenciesMs.push(await latencyOfOne(server.url, receiver))
      const perS = await rateOf(databaseUrl, server.url, webhookId, receiver, requests * 200)
      await fetch(`${server.url}/api/webhooks/${webhookId}`, { method: 'DELETE' })
      const [p50, p95] = [quantile(latenciesMs, 0.5), quantile(latenciesMs, 0.95)]
      return {
        goals: [
          {
            work: 'webhook deliveries',
            toReach: `≥ ${LEAST_PER_S}/s`,
            measured: `${perS.toFixed(0)}/s`,
            isMet: perS >= LEAST_PER_S,
          },
          {
            work: 'webhook message after its commit, p95',
            toReach: `≤ ${MOST_MS} ms`,
            measured: `${p95.toFixed(0)} ms`,
            isMet: p95 <= MOST_MS,
          },
        ],
        details: table(
          ['deliveries/s to one webhook', 'latency p50 ms', 'latency p95 ms'],
          [[perS.toFixed(0), p50.toFixed(0), p95.toFixed(0)]],
        ),
      }
    } finally {
      await server.stop()
      receiver.close()
    }
  },
}

interface Receiver {
  port: number
  url: string
  /** The number of messages so far. */
  count(): number
  /** Resolves when the next message arrives. */
  next(): Promise<void>
  close(): void
}

async function startReceiver(): Promise<Receiver> {
  let count = 0
  let arrived = Promise.withResolvers<void>()
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      count++
      response.writeHead(204).end()
      arrived.resolve()
      arrived = Promise.withResolvers()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const close = () => {
    server.close()
    server.closeAllConnections()
  }
  return { port, url: `http://127.0.0.1:${port}/hook`, count: () => count, next: () => arrived.promise, close }
}

/** A server without identity, which may send to the receiver. */
function environmentOf(databaseUrl: string, port: number): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    WEBHOOK_PROTOCOLS: 'https,http',
    WEBHOOK_PORTS: String(port),
    WEBHOOK_ALLOWED_NETWORKS: '127.0.0.0/8',
  }
}

function post(body: object | string): RequestInit {
  return { method: 'POST', headers: JSON_TYPE, body: typeof body === 'string' ? body : JSON.stringify(body) }
}

async function latencyOfOne(url: string, receiver: Receiver): Promise<number> {
  const arrived = receiver.next().then(() => performance.now())
  await fetch(`${url}/api/support_tickets`, post(newTicket()))
  const committedMs = performance.now()
  return Math.max(0, (await arrived) - committedMs)
}

/** Writes events of a type that the webhook does not get, and measures how fast a replay delivers them. */
async function rateOf(
  databaseUrl: string,
  url: string,
  webhookId: number,
  receiver: Receiver,
  events: number,
): Promise<number> {
  const to = await withClient(databaseUrl, async (client) => {
    await client.query(`insert into event_outbox (type, occurred_at, ticket_id, actor_kind, version, data)
      select 'ticket.updated', now(), n, 'system', 2, '{"changedFields": ["status"]}' from generate_series(1, ${events}) n`)
    return endOfLog(client)
  })
  const address = `${url}/api/webhooks/${webhookId}`
  await fetch(address, { ...post({ types: null }), method: 'PUT' })
  const before = receiver.count()
  await fetch(`${address}/replay`, post({ from: to - events + 1, to }))
  await receiver.next()
  const startedMs = performance.now()
  while (receiver.count() < before + events) await receiver.next()
  return (events / (performance.now() - startedMs)) * 1000
}

/** The last position, when all events have one. */
async function endOfLog(client: pg.Client): Promise<number> {
  for (;;) {
    const { rows } = await client.query<{ isNumbered: boolean; end: number }>(
      `select not exists (select from event_outbox) as "isNumbered", last_position::float8 as end from event_log`,
    )
    if (rows[0]!.isNumbered) return rows[0]!.end
    await new Promise((resolve) => void setTimeout(resolve, 100))
  }
}
