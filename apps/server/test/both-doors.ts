import { type Operation, operations } from '@kinconecta/support-contracts'
import type { Answer, TestService } from './harness.ts'

/** The operation of this name. */
export function operationAt(path: string): Operation {
  const operation = operations.find((candidate) => candidate.path === path)
  if (!operation) throw new Error(`The contract has no operation ${path}`)
  return operation
}

/** Calls an operation over REST: path members into the path, the others into the query or the body. */
export async function overRest(service: TestService, path: string, input: Record<string, unknown>): Promise<Answer> {
  const { method, path: pattern } = operationAt(path).meta.openapi
  const rest = { ...input }
  const address = pattern.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = rest[name]
    delete rest[name]
    return encodeURIComponent(String(value))
  })
  if (method === 'POST' || method === 'PUT') return service.send(method, `/api${address}`, rest)
  const query = new URLSearchParams(Object.entries(rest).map(([name, value]) => [name, String(value)]))
  return service.send(method, `/api${address}${query.size > 0 ? `?${query.toString()}` : ''}`)
}

/** Calls an operation over RPC, without a client: a query in the address, a mutation in the body. */
export async function overRpc(service: TestService, path: string, input: unknown): Promise<Answer> {
  if (operationAt(path).type === 'mutation') return service.send('POST', `/trpc/${path}`, input)
  return service.send('GET', `/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}`)
}

/** What both doors must agree on: the status, and the body or the error's code, sentence and issues. */
export function essence({ status, json }: Answer): unknown {
  if (json?.error?.data) {
    const { code, issues, httpStatus } = json.error.data
    return { status: httpStatus, code, detail: json.error.message, issues }
  }
  if (json?.code) return { status, code: json.code, detail: json.detail, issues: json.issues }
  const body = json?.result ? json.result.data : json
  return { isSuccess: status < 300, body: body?.items ?? body ?? null }
}
