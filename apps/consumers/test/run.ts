import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url))

/** Returns the path of a file in `tools/node_modules`. */
export const tool = (path: string) => fileURLToPath(new URL(`../tools/node_modules/${path}`, import.meta.url))

/** Runs a program and resolves to its stdout. Rejects with its whole output if it fails. */
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
