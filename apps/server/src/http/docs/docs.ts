import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import Fastify, { type FastifyInstance } from 'fastify'
import { pageHeaders } from '../plugins/security-headers.ts'
import { errorsPage } from './errors-page.ts'
import { servedOpenApi } from './served-openapi.ts'
import { type Document, documentOf, sendDocument } from './send-document.ts'

const ERRORS_FILE = new URL('../../../../../docs/errors.md', import.meta.url)
const SCRIPT_MAX_AGE_S = 3600

/** Serves `/openapi.json`, the reference at `/docs` (Scalar, without external resources) and `/docs/errors`. `/` leads to `home`. */
export function docsRoutes(app: FastifyInstance, isOpen: boolean, home: string): void {
  const { prefix } = app.publicAddresses
  const openApi = documentOf(servedOpenApi(prefix, isOpen), 'application/json')
  const reference = loadedOnce(() => loadReference(prefix))
  const errors = loadedOnce(loadErrors)
  app.get('/', (_request, reply) => reply.redirect(prefix + home))
  app.get('/openapi.json', (request, reply) => sendDocument(request, reply, openApi))
  app.get('/docs', async (request, reply) => {
    const { page } = await reference()
    return sendDocument(request, reply, page)
  })
  app.get('/docs/scalar.js', async (request, reply) => {
    const { script } = await reference()
    return sendDocument(request, reply, script)
  })
  app.get('/docs/errors', async (request, reply) => sendDocument(request, reply, await errors()))
}

async function loadErrors(): Promise<Document> {
  return documentOf(errorsPage(await readFile(ERRORS_FILE, 'utf8')), 'text/html', pageHeaders())
}

/** Returns a function that loads on its first call and then returns the same result. A failed load is repeated. */
function loadedOnce<Loaded>(load: () => Promise<Loaded>): () => Promise<Loaded> {
  let loading: Promise<Loaded> | undefined
  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined
      throw error
    })
    return loading
  }
}

interface Reference {
  /** Its headers allow only its own inline scripts and scripts from this server. */
  page: Document
  script: Document
}

/** Called at the first request, not at startup, because it takes 36 MB of memory and 130 ms. */
async function loadReference(prefix: string): Promise<Reference> {
  const { default: scalar } = await import('@scalar/fastify-api-reference')
  const configuration = {
    url: `${prefix}/openapi.json`,
    cdn: `${prefix}/docs/scalar.js`,
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
  return {
    page: documentOf(page.body, 'text/html', pageHeaders(hashes)),
    script: documentOf(script.body, 'text/javascript', {}, SCRIPT_MAX_AGE_S),
  }
}

function hashOf(script: string): string {
  return `'sha256-${createHash('sha256').update(script).digest('base64')}'`
}
