import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url))

/** Where a file of the consumers' own tools is. */
export const tool = (path: string) => fileURLToPath(new URL(`../tools/node_modules/${path}`, import.meta.url))

/** Runs a program to its end and gives what it wrote to stdout. Rejects with all it wrote where it fails. */
export function run(
  command: string,
  args: string[],
  { cwd, env = {} }: { cwd: string; env?: Record<string, string> },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
    let stdout = ''
    let all = ''
    child.stdout.on('data', (chunk) => {
      stdout += String(chunk)
      all += String(chunk)
    })
    child.stderr.on('data', (chunk) => (all += String(chunk)))
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve(stdout)
      else reject(new Error(`${[command, ...args].join(' ')} ended with ${code}:\n${all}`))
    })
  })
}
