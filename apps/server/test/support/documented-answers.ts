// Holds what the server sends against what openapi.json says that it sends.
import document from '@kinconecta/support-contracts/openapi.json' with { type: 'json' }
import type { Answer, TestService } from './harness.ts'

interface Documented {
  headers?: Record<string, { required?: boolean }>
  content?: Record<string, unknown>
}

type Paths = Record<string, Record<string, { responses: Record<string, Documented> }>>

const paths = document.paths as unknown as Paths

// A page of another origin, which is told what it may read.
const PAGE = 'http://localhost:5500'

// Said once, of every answer, in the document's description.
const OF_EVERY_ANSWER = new Set(['ratelimit', 'ratelimit-policy', 'x-request-id'])

/** Every operation of the document, as `GET /support_tickets`, with its answers by status. */
export const documented = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { responses }]) => ({ name: `${method.toUpperCase()} ${path}`, responses })),
)

/** Sends requests, and notes where an answer is not what the document says of it, and what of the document was seen. */
export function documentedAnswers() {
  const seen = new Map<string, Set<string>>()
  const differences: string[] = []
  return {
    /** In sentences; empty where all that was sent is as documented. */
    differences,

    /** The names of the headers that answers of this status had; undefined where there was none. */
    seen: (name: string, status: string | number) => seen.get(`${name} ${status}`),

    send: async (service: Pick<TestService, 'send'>, ...request: Parameters<TestService['send']>): Promise<Answer> => {
      const [method, path, body, headers] = request
      const answer = await service.send(method, path, body, { ...headers, origin: PAGE })
      const name = nameOf(method, path)
      const at = `${name} ${answer.status}`
      const known = documented.find((operation) => operation.name === name)?.responses[answer.status]
      const found = known ? differencesFrom(known, answer) : ['is not documented']
      differences.push(...found.map((difference) => `${at} ${difference}`))
      seen.set(at, new Set([...(seen.get(at) ?? []), ...toldTo(answer)]))
      return answer
    },
  }
}

function differencesFrom({ headers = {}, content = {} }: Documented, answer: Answer): string[] {
  const sent = toldTo(answer)
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

/** The operation at this address. A path that is written out stands before one with a parameter. */
function nameOf(method: string, address: string): string {
  const path = address.replaceAll(/^\/api|\?.*$/g, '')
  const candidates = Object.keys(paths).filter((pattern) =>
    new RegExp(`^${pattern.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path),
  )
  return `${method} ${candidates.toSorted((a, b) => a.split('{').length - b.split('{').length)[0]}`
}

/** Headers that say something about this answer: what a page of another origin may read, and who has to sign in. */
function toldTo({ headers }: Answer): string[] {
  const exposed = new Set(headers.get('access-control-expose-headers')!.toLowerCase().split(', '))
  return [...headers.keys()].filter(
    (name) => name === 'www-authenticate' || (exposed.has(name) && !OF_EVERY_ANSWER.has(name)),
  )
}
