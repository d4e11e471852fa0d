import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../server/src/main.ts', import.meta.url))
const TICKS_PER_SECOND = 100

/** A server under measurement, run as its users run it. */
export interface ServerProcess {
  url: string
  /** Processor time used so far, in seconds; 0 where there is no /proc. */
  cpuSeconds(): Promise<number>
  stop(): Promise<void>
}

export async function startServer(environment: Record<string, string>): Promise<ServerProcess> {
  // oxlint-disable-next-line node/no-process-env -- passed on to the server, which is what reads it
  const env = { PATH: process.env['PATH'], PORT: '0', LOG_LEVEL: 'warn', ...environment }
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  while (!output.includes('Data ')) {
    const [chunk] = (await once(child.stdout, 'data')) as [Buffer]
    output += chunk.toString()
  }
  const cpuSeconds = async () => {
    const stat = await readFile(`/proc/${child.pid}/stat`, 'utf8').catch(() => '')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS_PER_SECOND
  }
  const stop = async () => {
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
  return { url: /API\s+(\S+)\/api/.exec(output)![1]!, cpuSeconds, stop }
}
