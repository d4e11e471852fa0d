import {
  type ChangeOptions,
  createSupportClient,
  isSupportApiError,
  type ReceivedResponse,
  type SupportCall,
} from '@kinconecta/support-client'
import { findOperation, type Operation } from '@kinconecta/support-contracts'
import type { Answer, TestService } from './harness.ts'

type Input = Record<string, unknown>
type SentHeaders = Record<string, string>

/** Where a door leads to; `fetch` where it is not reached by the network. */
type Service = Pick<TestService, 'url' | 'send'> & { fetch?: typeof globalThis.fetch }

/** Calls an operation by name: what REST and RPC have in common. */
export type Door = (service: Service, path: string, input: Input, headers?: SentHeaders) => Promise<Answer>

/** The operation of this name. */
export function operationAt(path: string): Operation {
  const operation = findOperation(path)
  if (!operation) throw new Error(`The contract has no operation ${path}`)
  return operation
}

/** Calls an operation over REST: path members into the path, the others into the query or the body. */
export const overRest: Door = async (service, path, input, headers = {}) => {
  const { method, path: pattern } = operationAt(path).meta.openapi
  const rest = { ...input }
  const address = pattern.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = rest[name]
    delete rest[name]
    return encodeURIComponent(String(value))
  })
  if (method === 'POST' || method === 'PUT') return service.send(method, `/api${address}`, rest, headers)
  const pairs = Object.entries(rest).flatMap(([name, value]) => [value].flat().map((each) => [name, String(each)]))
  const query = new URLSearchParams(pairs)
  const suffix = query.size > 0 ? `?${query.toString()}` : ''
  return service.send(method, `/api${address}${suffix}`, undefined, headers)
}

/** Calls an operation over RPC, without a client: a query in the address, a mutation in the body. */
export const overRpc: Door = async (service, path, input, headers = {}) => {
  if (operationAt(path).type === 'mutation') return service.send('POST', `/trpc/${path}`, input, headers)
  return service.send('GET', `/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}`, undefined, headers)
}

type ClientMethod = (input: Input, options: ChangeOptions) => SupportCall<unknown>

/** Calls an operation through the typed client, and writes its outcome down as RPC would send it. */
export const overClient: Door = async ({ url, fetch }, path, input, headers = {}) => {
  const { 'idempotency-key': idempotencyKey, ...others } = headers
  let answered = new Headers()
  const onResponse = ({ headers: received }: ReceivedResponse) => void (answered = received)
  const client = createSupportClient({ url, fetch, maxRetries: 0, onResponse })
  const [resource, verb] = path.split('.') as ['tickets', 'get']
  const call = (client[resource][verb] as ClientMethod).bind(client[resource])
  try {
    const { data, status } = await call(input, { headers: others, idempotencyKey }).withResponse()
    return { status, headers: answered, text: JSON.stringify(data), json: { result: { data } } }
  } catch (error) {
    if (!isSupportApiError(error)) throw error
    const { status, code, detail, requestId, issues } = error
    const data = { code, requestId, ...(issues.length > 0 && { issues }) }
    return { status, headers: answered, text: error.message, json: { error: { message: detail, data } } }
  }
}

export const doors: [string, Door][] = [
  ['REST', overRest],
  ['RPC', overRpc],
  ['the client', overClient],
]

/** What came back, the same from every door: the output or null, and the error's code. */
export function outcomeOf({ status, json }: Answer): { status: number; code?: string; output: unknown } {
  const rpcError = json?.error?.data
  const code: string | undefined = rpcError?.code ?? json?.code
  if (code) return { status, code, output: null }
  const output = json?.result ? json.result.data : json
  return { status: status === 201 || status === 204 ? 200 : status, output: output?.items ?? output ?? null }
}

/** What every door must agree on: the output, or the error's status, code, sentence and issues. */
export function essence(answer: Answer): unknown {
  const { json } = answer
  const outcome = outcomeOf(answer)
  const error = json?.error?.data ? { ...json.error.data, detail: json.error.message } : json
  return outcome.code ? { ...outcome, detail: error.detail, issues: error.issues } : outcome
}
