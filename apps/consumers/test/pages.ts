import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'

const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }

/** Serves the files of `folder` on loopback, as an origin for pages. */
export async function servePages(folder: string): Promise<{ url: string; stop(): Promise<void> }> {
  const server = createServer(({ url = '/' }, response) => {
    const path = normalize(new URL(url, 'http://pages').pathname)
    response.setHeader('content-type', TYPES[extname(path)] ?? 'text/plain')
    const send = (status: number, body: Buffer | string) => response.writeHead(status).end(body)
    readFile(join(folder, path)).then(
      (file) => send(200, file),
      () => send(404, 'Page not found'),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const stop = async () => {
    server.close()
    server.closeAllConnections()
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop }
}
