// Compares the server's responses with openapi.json.
import document from '@kinconecta/support-contracts/openapi.json' with { type: 'json' }
import type { Answer, TestService } from './harness.ts'

interface Documented {
  headers?: Record<string, { required?: boolean }>
  content?: Record<string, unknown>
}

type Paths = Record<string, Record<string, { responses: Record<string, Documented> }>>

const paths = document.paths as unknown as Paths

// A page of another origin, so that responses list the headers that it may read.
const PAGE = 'http://localhost:5500'

// Every response has these headers. The document's description mentions them once.
const COMMON_HEADERS = new Set(['ratelimit', 'ratelimit-policy', 'x-request-id'])

/** An address of a path of the document. */
export function anyAddressOf(pattern: string): string {
  const ids = pattern.replace('{uploadId}', '00000000-0000-4000-8000-000000000000').replace('{kind}', 'note')
  return `/api${ids.replaceAll(/\{\w+\}/g, '1')}`
}

/** Every operation of the document, with a name such as `GET /support_tickets` and its responses by status. */
export const documented = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { responses }]) => ({ name: `${method.toUpperCase()} ${path}`, responses })),
)

/** Sends requests, records where responses differ from the document, and which parts of the document were seen. */
export function documentedAnswers() {
  const seen = new Map<string, Set<string>>()
  const differences: string[] = []
  return {
    /** One sentence per difference; empty if all responses are as documented. */
    differences,

    /** The headers of responses with this status; undefined if there was no such response. */
    seen: (name: string, status: string | number) => seen.get(`${name} ${status}`),

    send: async (service: Pick<TestService, 'send'>, ...request: Parameters<TestService['send']>): Promise<Answer> => {
      const [method, path, body, headers] = request
      const answer = await service.send(method, path, body, { ...headers, origin: PAGE })
      const name = nameOf(method, path)
      const at = `${name} ${answer.status}`
      const known = documented.find((operation) => operation.name === name)?.responses[answer.status]
      const found = known ? differencesFrom(known, answer) : ['is not documented']
      differences.push(...found.map((difference) => `${at} ${difference}`))
      seen.set(at, new Set([...(seen.get(at) ?? []), ...documentedHeaders(answer)]))
      return answer
    },
  }
}

function differencesFrom({ headers = {}, content = {} }: Documented, answer: Answer): string[] {
  const sent = documentedHeaders(answer)
  const known = new Map(Object.entries(headers).map(([name, { required }]) => [name.toLowerCase(), required]))
  const type = answer.headers.get('content-type')?.split(';')[0]
  const types = Object.keys(content)
  const isOfType = type === undefined ? types.length === 0 : types.some((one) => one === type || one === '*/*')
  return [
    ...sent.filter((name) => !known.has(name)).map((name) => `has ${name}, which is not documented`),
    ...[...known].filter(([name, required]) => required && !sent.includes(name)).map(([name]) => `lacks ${name}`),
    ...(isOfType ? [] : [`is ${type ?? 'empty'}`]),
  ]
}

/** Returns the name of the operation at this URL. A literal path has precedence over one with a parameter. */
function nameOf(method: string, url: string): string {
  const path = url.replaceAll(/^\/api|\?.*$/g, '')
  const candidates = Object.keys(paths).filter((pattern) =>
    new RegExp(`^${pattern.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path),
  )
  return `${method} ${candidates.toSorted((a, b) => a.split('{').length - b.split('{').length)[0]}`
}

/** The headers that the document has to list: those that a page of another origin may read, and `WWW-Authenticate`. */
function documentedHeaders({ headers }: Answer): string[] {
  const exposed = new Set(headers.get('access-control-expose-headers')!.toLowerCase().split(', '))
  return [...headers.keys()].filter(
    (name) => name === 'www-authenticate' || (exposed.has(name) && !COMMON_HEADERS.has(name)),
  )
}
