import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo, connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { removeFolder, temporaryFolder } from './temporary-folder.ts'

const NGINX = process.env['NGINX_PATH'] ?? '/usr/sbin/nginx'

/** Whether tests behind nginx are skipped. They are never skipped if CI sets `NGINX_REQUIRED`. */
export const isWithoutNginx = !existsSync(NGINX) && process.env['NGINX_REQUIRED'] === undefined

/** Starts nginx on a free loopback port with these locations. They may use the cache zone `cache`. */
export async function startNginx(locations: string): Promise<{ url: string; stop(): Promise<void> }> {
  const folder = await temporaryFolder()
  const port = await freePort()
  await writeFile(join(folder, 'nginx.conf'), configuration(folder, port, locations))
  const child = spawn(NGINX, ['-p', folder, '-e', 'error.log', '-c', join(folder, 'nginx.conf')], { stdio: 'inherit' })
  const ended = once(child, 'exit')
  while (child.exitCode === null && !(await isListening(port))) await sleep(20)
  if (child.exitCode !== null) throw new Error('nginx did not start')
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
    await removeFolder(folder)
  }
  return { url: `http://127.0.0.1:${port}`, stop }
}

function configuration(folder: string, port: number, locations: string): string {
  const bodies = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  )
  return `daemon off; master_process off; pid nginx.pid; events {}
http {
  access_log off; ${bodies.join(' ')}
  proxy_cache_path ${folder}/cache keys_zone=cache:1m;
  server { listen 127.0.0.1:${port}; ${locations} }
}`
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('close', () => socket.destroy())
  }).finally(() => socket.destroy()) as Promise<boolean>
}
