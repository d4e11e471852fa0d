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

/** The service that a transport calls. `fetch` replaces the network. */
type Service = Pick<TestService, 'url' | 'send'> & { fetch?: typeof globalThis.fetch }

/** Calls an operation by its path, with the same input over every transport. */
export type Transport = (service: Service, path: string, input: Input, headers?: SentHeaders) => Promise<Answer>

/** Returns the operation with this path. Throws if there is none. */
export function operationAt(path: string): Operation {
  const operation = findOperation(path)
  if (!operation) throw new Error(`The contract has no operation ${path}`)
  return operation
}

/** Calls an operation over REST. Fields that the path names go into the path, others into the query or the body. */
export const overRest: Transport = async (service, path, input, headers = {}) => {
  const { method, path: pattern } = operationAt(path).meta.openapi
  const rest = { ...input }
  const url = pattern.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = rest[name]
    delete rest[name]
    return encodeURIComponent(String(value))
  })
  if (method === 'POST' || method === 'PUT') return service.send(method, `/api${url}`, rest, headers)
  const pairs = Object.entries(rest).flatMap(([name, value]) => [value].flat().map((each) => [name, String(each)]))
  const query = new URLSearchParams(pairs)
  const suffix = query.size > 0 ? `?${query.toString()}` : ''
  return service.send(method, `/api${url}${suffix}`, undefined, headers)
}

/** Calls an operation over RPC, without a client. A query has its input in the URL, a mutation in the body. */
export const overRpc: Transport = async (service, path, input, headers = {}) => {
  if (operationAt(path).type === 'mutation') return service.send('POST', `/trpc/${path}`, input, headers)
  return service.send('GET', `/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}`, undefined, headers)
}

type ClientMethod = (input: Input, options: ChangeOptions) => SupportCall<unknown>

/** Calls an operation through the typed client, and returns its outcome in the format of an RPC response. */
export const overClient: Transport = async ({ url, fetch }, path, input, headers = {}) => {
  const { 'idempotency-key': idempotencyKey, ...others } = headers
  let responseHeaders = new Headers()
  const onResponse = ({ headers: received }: ReceivedResponse) => void (responseHeaders = received)
  const client = createSupportClient({ url, fetch, maxRetries: 0, onResponse })
  const names = path.split('.')
  const verb = names.pop()!
  const resource = names.reduce<object>((at, name) => (at as Record<string, object>)[name]!, client)
  const call = (resource as Record<string, ClientMethod>)[verb]!.bind(resource)
  try {
    const { data, status } = await call(input, { headers: others, idempotencyKey }).withResponse()
    return { status, headers: responseHeaders, text: JSON.stringify(data), json: { result: { data } } }
  } catch (error) {
    if (!isSupportApiError(error)) throw error
    const { status, code, detail, requestId, issues } = error
    const data = { code, requestId, ...(issues.length > 0 && { issues }) }
    return { status, headers: responseHeaders, text: error.message, json: { error: { message: detail, data } } }
  }
}

export const transports: [string, Transport][] = [
  ['REST', overRest],
  ['RPC', overRpc],
  ['the client', overClient],
]

/** Returns the outcome of a call in the same format for every transport: the output or null, and the error code. */
export function outcomeOf({ status, json }: Answer): { status: number; code?: string; output: unknown } {
  const rpcError = json?.error?.data
  const code: string | undefined = rpcError?.code ?? json?.code
  if (code) return { status, code, output: null }
  const output = json?.result ? json.result.data : json
  return { status: status === 201 || status === 204 ? 200 : status, output: output?.items ?? output ?? null }
}

/** Returns what must be equal over all transports: the output, or the error's status, code, detail and issues. */
export function comparable(answer: Answer): unknown {
  const { json } = answer
  const outcome = outcomeOf(answer)
  const error = json?.error?.data ? { ...json.error.data, detail: json.error.message } : json
  return outcome.code ? { ...outcome, detail: error.detail, issues: error.issues } : outcome
}
