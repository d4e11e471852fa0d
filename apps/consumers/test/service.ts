import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { REPOSITORY } from './run.ts'

/** Starts the service as a separate process, with its data in `folder`. Pages of `origin` may call it. */
export async function startService(folder: string, origin: string): Promise<{ url: string; stop(): Promise<void> }> {
  const env = {
    PATH: process.env['PATH'],
    PORT: '0',
    CONSOLE: 'off',
    DATA_DIR: folder,
    CORS_ORIGINS: origin,
    LOG_LEVEL: 'warn',
  }
  const child = spawn(process.execPath, ['apps/server/src/main.ts'], {
    cwd: REPOSITORY,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (chunk) => (output += String(chunk)))
  const ended = once(child, 'exit')
  while (!output.includes('Data ')) {
    const isOver = await Promise.race([ended.then(() => true), once(child.stdout, 'data').then(() => false)])
    if (isOver) throw new Error(`The service did not start:\n${output}`)
  }
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
  }
  return { url: /API\s+(\S+)\/api/.exec(output)![1]!, stop }
}
