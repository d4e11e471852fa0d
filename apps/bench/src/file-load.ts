import { Agent } from 'undici'

/** Makes one transfer and returns its number of bytes. */
export type Transfer = (agent: Agent) => Promise<number>

/** Repeats `transfer` over this many concurrent connections. Returns megabytes per second. */
export async function throughput(connections: number, seconds: number, transfer: Transfer): Promise<number> {
  const agent = new Agent({ connections, pipelining: 1 })
  const started = performance.now()
  const until = started + seconds * 1000
  let bytes = 0
  const connection = async () => {
    while (performance.now() < until) bytes += await transfer(agent)
  }
  await Promise.all(Array.from({ length: connections }, connection))
  const elapsedS = (performance.now() - started) / 1000
  await agent.close()
  return bytes / 1e6 / elapsedS
}

/** Sends a request and returns the body of its response. Throws if the status is not `expected`. */
export async function send(agent: Agent, url: string, expected: number, body?: Buffer, type?: string): Promise<Buffer> {
  const { origin, pathname } = new URL(url)
  const { statusCode, body: answer } = await agent.request({
    origin,
    path: pathname,
    method: body ? 'POST' : 'GET',
    headers: type === undefined ? {} : { 'content-type': type },
    ...(body && { body }),
  })
  const bytes = Buffer.from(await answer.arrayBuffer())
  if (statusCode !== expected)
    throw new Error(`${statusCode} instead of ${expected}: ${bytes.toString().slice(0, 300)}`)
  return bytes
}
