import { readFile } from 'node:fs/promises'
import openApiDocument from '@kinconecta/support-contracts/openapi.json' with { type: 'json' }
import Fastify, { type FastifyInstance } from 'fastify'
import { errorsPage } from './errors-page.ts'

const ERRORS_FILE = new URL('../../../../docs/errors.md', import.meta.url)
const HTML = 'text/html; charset=utf-8'

/** `/openapi.json`, the reference at `/docs` (Scalar, from this process alone) and the page that problems point to. */
export function docsRoutes(app: FastifyInstance): void {
  let reference: Promise<Reference> | undefined
  const document = JSON.stringify(openApiDocument)
  app.get('/openapi.json', (_request, reply) => reply.type('application/json; charset=utf-8').send(document))
  app.get('/docs', async (_request, reply) => reply.type(HTML).send((await (reference ??= loadReference())).page))
  app.get('/docs/scalar.js', async (_request, reply) => {
    const { script } = await (reference ??= loadReference())
    return reply.type('text/javascript; charset=utf-8').header('cache-control', 'max-age=3600').send(script)
  })
  app.get('/docs/errors', async (_request, reply) =>
    reply.type(HTML).send(errorsPage(await readFile(ERRORS_FILE, 'utf8'))),
  )
}

interface Reference {
  page: string
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
  }
  const source = Fastify()
  await source.register(scalar, { routePrefix: '/docs', configuration })
  const [page, script] = await Promise.all([source.inject('/docs/'), source.inject('/docs/js/scalar.js')])
  await source.close()
  return { page: page.body, script: script.body }
}
