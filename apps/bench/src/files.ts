// Measures uploads and downloads, compared with a bare Fastify route with the same fsyncs, and the memory for 100
// concurrent uploads. The two servers are measured in turn. Writes FILES.md.
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { Agent } from 'undici'
import { send, throughput, type Transfer } from './file-load.ts'
import { memoryOf, resetPeak } from './proc.ts'
import { type ServerProcess, startBaseline, startServer } from './server-process.ts'

const ROUNDS = 7
const ROUND_S = 3
const CONNECTIONS = 8
const FILE_BYTES = 10 * 1024 * 1024
const UPLOADS_AT_ONCE = 100

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
const file = Buffer.concat([Buffer.from(PNG, 'base64'), Buffer.alloc(FILE_BYTES)]).subarray(0, FILE_BYTES)
const ticket = { fullName: 'Ana Torres', email: 'ana@example.com', subject: 'Cambio', message: '¿Puedo mover el tour?' }
const FORM = 'multipart/form-data; boundary=b'

async function main(): Promise<void> {
  const folder = await mkdtemp('/tmp/kin-support-bench-')
  await chmod(folder, 0o755)
  const server = await startServer({ DATA_DIR: join(folder, 'data'), FILES_PER_TICKET: '1000' })
  const bare = await startBaseline('files', folder)
  try {
    const growthMib = await growthOf(server)
    const upload = await compare(uploadTo(server.url), ofBare(bare.url, true))
    const download = await compare(await downloadFrom(server.url), ofBare(bare.url, false))
    const report = describe(growthMib, { upload, download })
    await writeFile(new URL('../FILES.md', import.meta.url), report)
    console.log(report)
  } finally {
    await server.stop()
    await bare.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Uploads files, with a new ticket after every 500 uploads, so that no ticket reaches its limit. */
function uploadTo(url: string): Transfer {
  let uploads = 0
  let form: Promise<Buffer>
  return async (agent) => {
    if (uploads++ % 500 === 0) form = newTicket(agent, url).then(formOf)
    await send(agent, `${url}/api/support_ticket_attachments`, 201, await form!, FORM)
    return FILE_BYTES
  }
}

async function newTicket(agent: Agent, url: string): Promise<number> {
  const body = Buffer.from(JSON.stringify(ticket))
  const answer = await send(agent, `${url}/api/support_tickets`, 201, body, 'application/json')
  return (JSON.parse(answer.toString()) as { ticketId: number }).ticketId
}

const part = (disposition: string) => `--b\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n`

function formOf(ticketId: number): Buffer {
  const head = `${part('name="ticketId"')}${ticketId}\r\n${part('name="file"; filename="a.png"')}`
  return Buffer.concat([Buffer.from(head), file, Buffer.from('\r\n--b--\r\n')])
}

async function downloadFrom(url: string): Promise<Transfer> {
  const agent = new Agent()
  const form = formOf(await newTicket(agent, url))
  const answer = await send(agent, `${url}/api/support_ticket_attachments`, 201, form, FORM)
  await agent.close()
  const { attachmentId } = JSON.parse(answer.toString()) as { attachmentId: number }
  const address = `${url}/api/support_ticket_attachments/${attachmentId}/file`
  return async (client) => (await send(client, address, 200)).length
}

function ofBare(url: string, isUpload: boolean): Transfer {
  let stored: Promise<string> | undefined
  const upload = async (agent: Agent) => {
    const answer = await send(agent, `${url}/files`, 201, file, 'application/octet-stream')
    return (JSON.parse(answer.toString()) as { id: string }).id
  }
  return async (agent) => {
    if (!isUpload) return (await send(agent, `${url}/files/${await (stored ??= upload(agent))}`, 200)).length
    await upload(agent)
    return FILE_BYTES
  }
}

/** Measures both in turn, after one round as warm-up. Returns megabytes per second for each round. */
async function compare(service: Transfer, bare: Transfer): Promise<[number[], number[]]> {
  const results: [number[], number[]] = [[], []]
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [side, transfer] of [service, bare].entries()) {
      const rate = await throughput(CONNECTIONS, ROUND_S, transfer)
      if (round > 0) results[side]!.push(rate)
    }
  }
  return results
}

/** By how many MiB the server's peak memory grows during 100 concurrent uploads, after a warm-up with fewer. */
async function growthOf({ url, pid }: ServerProcess): Promise<number> {
  const upload = uploadTo(url)
  for (let warm = 0; warm < 2; warm++) await throughput(CONNECTIONS, 2, upload)
  await resetPeak(pid)
  const before = (await memoryOf(pid)).bytes
  const agent = new Agent({ connections: UPLOADS_AT_ONCE, pipelining: 1 })
  await Promise.all(Array.from({ length: UPLOADS_AT_ONCE }, () => upload(agent)))
  await agent.close()
  return ((await memoryOf(pid)).peakBytes - before) / 1024 ** 2
}

function describe(growthMib: number, works: Record<string, [number[], number[]]>): string {
  const rows = Object.entries(works).map(([work, [service, bare]]) => {
    const ratios = service.map((rate, round) => rate / bare[round]!)
    return `| ${work} of 10 MiB | ${spread(service)} | ${spread(bare)} | ${spread(ratios, 2)} | ≥ 0.8 |`
  })
  return `# Files

Written by \`node apps/bench/src/files.ts\`, a part of \`pnpm bench\`, on ${cpus().length} × ${cpus()[0]?.model.trim()} with Node ${process.version}. The service and the baseline are measured in turn: ${ROUNDS} rounds of ${ROUND_S} s each with ${CONNECTIONS} connections. The baseline is a bare Fastify route that pipes the body to a file and back, with the same fsync of the file and of its folder. The load comes from a process on the same machine. Figures are medians, with the lowest and the highest; ratios are computed per round.

| work | service, MB/s | baseline, MB/s | ratio | target |
| --- | --- | --- | --- | --- |
${rows.join('\n')}

${UPLOADS_AT_ONCE} concurrent uploads of 10 MiB: the peak of the server's resident memory is ${Math.round(growthMib)} MiB above its memory before (target: ≤ 100).
`
}

function spread(values: number[], digits = 0): string {
  const sorted = values.toSorted((a, b) => a - b)
  const of = (value: number | undefined) => value!.toFixed(digits)
  return `${of(sorted[Math.floor(sorted.length / 2)])} (${of(sorted[0])} to ${of(sorted.at(-1))})`
}

await main()
