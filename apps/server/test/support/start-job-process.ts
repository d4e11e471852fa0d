import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished } from 'vitest'
import type { TestService } from './harness.ts'

const MAIN = fileURLToPath(new URL('job-process.ts', import.meta.url))

/** A process that runs jobs. */
export interface JobProcess {
  child: ChildProcess
  output(): string
  end(signal: NodeJS.Signals): Promise<number | null>
}

/** Starts a process that runs the jobs of a service's database, and waits until it is ready. */
export async function startJobProcessOn({ databaseUrl }: Pick<TestService, 'databaseUrl'>): Promise<JobProcess> {
  const child = spawn(process.execPath, [MAIN], {
    env: { ...process.env, DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  onTestFinished(() => {
    if (child.exitCode === null) child.kill('SIGKILL')
  })
  let text = ''
  child.stdout.on('data', (chunk) => (text += String(chunk)))
  await expect.poll(() => text, { timeout: 20_000 }).toContain('ready')
  return {
    child,
    output: () => text,
    async end(signal) {
      child.kill(signal)
      return ((await ended) as [number | null])[0]
    },
  }
}
