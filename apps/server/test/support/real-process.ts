import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

/** The server in a process of its own, configured by environment variables. */
export interface RealProcess {
  child: ChildProcess
  /** The URL on which it listens. */
  url: string
  /** Everything that it has written so far. */
  output(): string
  /** Sends the signal and returns the exit code; null if the signal ended the process. */
  end(signal: NodeJS.Signals): Promise<number | null>
}

/** Starts the server and waits until it reports that it is ready. Rejects with its output if it exits before. */
export async function startProcess(
  environment: Record<string, string>,
  nodeOptions: string[] = [],
): Promise<RealProcess> {
  const child = run(environment, nodeOptions)
  const output = collect(child)
  const ended = once(child, 'exit')
  onTestFinished(() => {
    if (child.exitCode === null) child.kill('SIGKILL') // the test failed before it stopped the server
  })
  while (!output().includes('Kin Support is ready')) {
    const isOver = await Promise.race([ended.then(() => true), once(child.stdout!, 'data').then(() => false)])
    if (isOver) throw new Error(output())
  }
  const url = /API\s+(\S+)\/api/.exec(output())![1]!
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    const [code] = (await ended) as [number | null]
    return code
  }
  return { child, url, output, end }
}

/** Starts the server with its standard output on this file descriptor, and waits until it responds on `PORT`. */
export async function startProcessWritingTo(
  stdoutFd: number,
  environment: Record<string, string> & { PORT: string },
): Promise<Omit<RealProcess, 'output'>> {
  const child = run(environment, [], stdoutFd)
  const ended = once(child, 'exit')
  onTestFinished(() => {
    if (child.exitCode === null) child.kill('SIGKILL')
  })
  const url = `http://127.0.0.1:${environment.PORT}`
  const isReady = () =>
    fetch(`${url}/healthz`).then(
      () => true,
      () => false,
    )
  while (!(await isReady())) {
    if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}`)
    await sleep(50)
  }
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    const [code] = (await ended) as [number | null]
    return code
  }
  return { child, url, end }
}

/** Returns a free port. */
export async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return String(port)
}

/** Runs a server that must fail to start. Returns its exit code and its stderr. */
export async function failToStart(
  environment: Record<string, string>,
): Promise<{ code: number | null; stderr: string }> {
  const child = run(environment)
  let stderr = ''
  child.stderr!.on('data', (chunk) => (stderr += String(chunk)))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, stderr }
}

function run(
  environment: Record<string, string>,
  nodeOptions: string[] = [],
  stdout: number | 'pipe' = 'pipe',
): ChildProcess {
  const env = { PATH: process.env['PATH'], PORT: '0', LOG_LEVEL: 'info', CONSOLE: 'off', ...environment }
  return spawn(process.execPath, [...nodeOptions, MAIN], { env, stdio: ['ignore', stdout, 'pipe'] })
}

function collect(child: ChildProcess): () => string {
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream!.on('data', (chunk) => (text += String(chunk)))
  return () => text
}
