import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import openApiDocument from '@kinconecta/support-contracts/openapi.json' with { type: 'json' }
import Fastify, { type FastifyInstance } from 'fastify'
import { errorsPage } from './errors-page.ts'
import { pageHeaders } from '../plugins/security-headers.ts'

const ERRORS_FILE = new URL('../../../../../docs/errors.md', import.meta.url)
const OPEN_TO_ALL = '**This server is open: no identity is configured, and everyone who reaches it may do everything.**'
const HTML = 'text/html; charset=utf-8'

/** `/openapi.json`, the reference at `/docs` (Scalar, from this process alone) and the page that problems point to. */
export function docsRoutes(app: FastifyInstance, isOpen: boolean): void {
  let reference: Promise<Reference> | undefined
  const { info, ...rest } = openApiDocument
  const description = isOpen ? `${info.description} ${OPEN_TO_ALL}` : info.description
  const document = JSON.stringify({ info: { ...info, description }, ...rest })
  app.get('/openapi.json', (_request, reply) => reply.type('application/json; charset=utf-8').send(document))
  app.get('/docs', async (_request, reply) => {
    const { page, headers } = await (reference ??= loadReference())
    return reply.type(HTML).headers(headers).send(page)
  })
  app.get('/docs/scalar.js', async (_request, reply) => {
    const { script } = await (reference ??= loadReference())
    return reply.type('text/javascript; charset=utf-8').header('cache-control', 'max-age=3600').send(script)
  })
  app.get('/docs/errors', async (_request, reply) => {
    const page = errorsPage(await readFile(ERRORS_FILE, 'utf8'))
    return reply.type(HTML).headers(pageHeaders()).send(page)
  })
}

interface Reference {
  page: string
  /** They let the page run the scripts it was made with, and no others. */
  headers: Record<string, string>
  script: string
}

/** Loaded by the first reader: it costs 36 MB and 130 ms, which a start and a server that nobody asks should not pay. */
async function loadReference(): Promise<Reference> {
  const { default: scalar } = await import('@scalar/fastify-api-reference')
  const configuration = {
    url: '/openapi.json',
    cdn: '/docs/scalar.js',
    pageTitle: 'Kin Support API',
    withDefaultFonts: false,
    telemetry: false,
    showDeveloperTools: 'never' as const,
    agent: { disabled: true },
  }
  const source = Fastify()
  await source.register(scalar, { routePrefix: '/docs', configuration })
  const [page, script] = await Promise.all([source.inject('/docs/'), source.inject('/docs/js/scalar.js')])
  await source.close()
  const hashes = [...page.body.matchAll(/<script[^>]*>([^]*?)<\/script>/g)].map(([, text]) => hashOf(text!))
  return { page: page.body, headers: pageHeaders(hashes), script: script.body }
}

function hashOf(script: string): string {
  return `'sha256-${createHash('sha256').update(script).digest('base64')}'`
}
