import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A web site of another origin, for pages that call the service. */
export interface PageServer {
  /** Its origin as browsers send it. */
  origin: string
  stop(): void
}

/** Serves `html` at every URL, and the files of each folder below `/<name>/`. */
export async function startPageServer(html: string, folders: Record<string, URL> = {}): Promise<PageServer> {
  const server = createServer((request, response) => {
    const [, name = '', path = ''] = /^\/([\w-]+)\/([\w./-]+)$/.exec(request.url!) ?? []
    const folder = folders[name]
    if (!folder) return response.setHeader('content-type', 'text/html').end(html)
    return void readFile(new URL(path, folder)).then(
      (source) => response.setHeader('content-type', 'text/javascript').end(source),
      () => response.writeHead(404).end(),
    )
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { origin: `http://127.0.0.1:${port}`, stop: () => server.close().closeAllConnections() }
}
