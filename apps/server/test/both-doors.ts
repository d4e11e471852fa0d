import { type Operation, operations } from '@kinconecta/support-contracts'
import type { Answer, TestService } from './harness.ts'

type Input = Record<string, unknown>
type Headers = Record<string, string>

/** Calls an operation by name: what REST and RPC have in common. */
export type Door = (service: TestService, path: string, input: Input, headers?: Headers) => Promise<Answer>

/** The operation of this name. */
export function operationAt(path: string): Operation {
  const operation = operations.find((candidate) => candidate.path === path)
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
  const query = new URLSearchParams(Object.entries(rest).map(([name, value]) => [name, String(value)]))
  const suffix = query.size > 0 ? `?${query.toString()}` : ''
  return service.send(method, `/api${address}${suffix}`, undefined, headers)
}

/** Calls an operation over RPC, without a client: a query in the address, a mutation in the body. */
export const overRpc: Door = async (service, path, input, headers = {}) => {
  if (operationAt(path).type === 'mutation') return service.send('POST', `/trpc/${path}`, input, headers)
  return service.send('GET', `/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}`, undefined, headers)
}

export const doors: [string, Door][] = [
  ['REST', overRest],
  ['RPC', overRpc],
]

/** What came back, the same from both doors: the output or null, and the error's code. */
export function outcomeOf({ status, json }: Answer): { status: number; code?: string; output: unknown } {
  const rpcError = json?.error?.data
  const code: string | undefined = rpcError?.code ?? json?.code
  if (code) return { status, code, output: null }
  const output = json?.result ? json.result.data : json
  return { status: status === 201 || status === 204 ? 200 : status, output: output?.items ?? output ?? null }
}

/** What both doors must agree on: the output, or the error's status, code, sentence and issues. */
export function essence(answer: Answer): unknown {
  const { json } = answer
  const outcome = outcomeOf(answer)
  const error = json?.error?.data ? { ...json.error.data, detail: json.error.message } : json
  return outcome.code ? { ...outcome, detail: error.detail, issues: error.issues } : outcome
}
