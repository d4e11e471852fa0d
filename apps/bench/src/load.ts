import { Pool } from 'undici'

const CONNECTIONS = 32

/** One request of a load. */
export interface LoadRequest {
  method: 'GET' | 'POST'
  path: string
  headers?: Record<string, string>
  body?: string
}

/** What a round of load came to. */
export interface Round {
  requestsPerSecond: number
  p99Ms: number
}

/** Sends requests over 32 connections for `seconds`, each as soon as the one before is answered. Any failure ends it. */
export async function sendLoad(
  url: string,
  seconds: number,
  next: () => LoadRequest,
  expected: number,
): Promise<Round> {
  const pool = new Pool(url, { connections: CONNECTIONS, pipelining: 1 })
  const latencies: number[] = []
  const started = performance.now()
  const until = started + seconds * 1000
  const connection = async () => {
    while (performance.now() < until) {
      const sent = performance.now()
      const { statusCode, body } = await pool.request(next())
      const text = await body.text()
      if (statusCode !== expected) throw new Error(`${statusCode} instead of ${expected}: ${text.slice(0, 300)}`)
      latencies.push(performance.now() - sent)
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, connection))
  const elapsedS = (performance.now() - started) / 1000
  await pool.close()
  latencies.sort((a, b) => a - b)
  return { requestsPerSecond: latencies.length / elapsedS, p99Ms: latencies[Math.floor(latencies.length * 0.99)] ?? 0 }
}
