import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import { SupportError } from '@kinconecta/support-contracts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ConsoleBuild } from '../../platform/console-build.ts'
import { CONSOLE_HEADERS } from './console-headers.ts'
import { waitingPage } from './waiting-page.ts'

const RETRY_AFTER_S = 2
const ASSET = /^[\w-][\w.-]*$/

/**
 * Serves the console at `/console`. Every address below it is the same page, whose script reads the address. Files with
 * a hash in their name never change.
 */
export function consoleRoutes(app: FastifyInstance, build: Pick<ConsoleBuild, 'folder' | 'failure'>): void {
  const { prefix } = app.publicAddresses
  const pages = new Map<string, Promise<string>>()
  const pageIn = (folder: string) => {
    const page = pages.get(folder) ?? readPage(folder, prefix)
    pages.set(folder, page)
    page.catch(() => pages.delete(folder)) // the next request reads it again
    return page
  }
  const sendPage = async (_request: FastifyRequest, reply: FastifyReply) => {
    const folder = build.folder()
    reply.headers(CONSOLE_HEADERS).type('text/html; charset=utf-8')
    if (folder !== undefined) return reply.send(await pageIn(folder))
    reply.code(503).header('retry-after', RETRY_AFTER_S)
    return reply.send(waitingPage(`${prefix}/docs`, build.failure()))
  }
  app.register(fastifyStatic, { serve: false, preCompressed: true, cacheControl: true })
  app.get('/console', sendPage)
  app.get('/console/*', sendPage)
  app.get<{ Params: { name: string } }>('/console/assets/:name', (request, reply) => {
    const folder = build.folder()
    const { name } = request.params
    if (folder === undefined || !ASSET.test(name)) throw new SupportError('ROUTE_NOT_FOUND')
    reply.headers({ vary: 'Accept-Encoding, Origin', 'cross-origin-resource-policy': 'same-origin' })
    return reply.sendFile(name, join(folder, 'assets'), { immutable: true, maxAge: '1y', index: false })
  })
}

/** The page with the addresses of this server. A URL's path has no quotes. */
async function readPage(folder: string, prefix: string): Promise<string> {
  const built = await readFile(join(folder, 'index.html'), 'utf8')
  return built
    .replaceAll('="./assets/', `="${prefix}/console/assets/`)
    .replace('name="path-prefix" content=""', `name="path-prefix" content="${prefix}"`)
}
