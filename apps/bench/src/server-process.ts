import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import root from '../../../package.json' with { type: 'json' }
import { cpuSeconds } from './proc.ts'

/** A measured server in its own process. */
export interface ServerProcess {
  url: string
  pid: number
  /** The CPU time used so far, in seconds. */
  cpuSeconds: () => Promise<number>
  stop: () => Promise<void>
}

/** Starts the service with the options of `pnpm start`, without building the console meanwhile. */
export function startServer(environment: Record<string, string>): Promise<ServerProcess> {
  const [, ...flags] = root.scripts.start.split(' ').slice(0, -1)
  return start('../../server/src/main.ts', [], { PORT: '0', LOG_LEVEL: 'warn', CONSOLE: 'off', ...environment }, flags)
}

/** Starts a baseline (`baselines/`). `where` is the connection string of the database, or a folder for files. */
export function startBaseline(name: 'tickets' | 'files', where: string): Promise<ServerProcess> {
  return start(`baselines/${name}.ts`, [where], {})
}

async function start(
  file: string,
  args: string[],
  environment: Record<string, string>,
  flags: string[] = [],
): Promise<ServerProcess> {
  // oxlint-disable-next-line node/no-process-env -- passed to the server, which reads it
  const env = { PATH: process.env['PATH'], NODE_ENV: 'production', ...environment }
  const program = fileURLToPath(new URL(file, import.meta.url))
  const child = spawn(process.execPath, [...flags, program, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  const url = await Promise.race([urlIn(child.stdout), ended.then(() => undefined)])
  if (url === undefined) throw new Error(`${file} ended before it listened`)
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
  }
  return { url, pid: child.pid!, cpuSeconds: () => cpuSeconds(child.pid!), stop }
}

/** The first URL in the output of a server, which is where it listens. */
async function urlIn(stdout: NodeJS.ReadableStream): Promise<string> {
  for (let output = ''; ;) {
    output += String((await once(stdout, 'data'))[0])
    const url = /https?:\/\/[\w.:[\]]+/.exec(output)?.[0]
    if (url !== undefined) return url
  }
}
