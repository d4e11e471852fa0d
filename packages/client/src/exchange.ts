import { ConnectionError, SupportApiError, SupportError } from './errors.ts'
import type { SentRequest, SupportClientOptions } from './options.ts'

// Error responses of the service are smaller than this.
const MAX_ERROR_BYTES = 1024 * 1024

const NOT_JSON = 'The response is not JSON; a proxy between the client and the service may have sent it'
const TOO_LONG = 'A proxy between the client and the service does not accept a query of this length; send a shorter one'

/** A response with a completely received body, as tRPC's links expect it. */
export interface ReadResponse {
  ok: boolean
  status: number
  headers: Headers
  json(): Promise<unknown>
}

/** Sends one request and reads the whole response. Rejects with a `SupportError` if it is incomplete or not JSON. */
export type Exchange = (url: string, init?: RequestInit | (() => RequestInit)) => Promise<ReadResponse>

/** Sends one request. Resolves when the head of its response has arrived. */
export type Request = (url: string, init?: RequestInit | (() => RequestInit)) => Promise<Response>

/** Returns the `fetch` of tRPC's links: the caller's `fetch` with token, hooks and the errors of this client. */
export function exchange(options: SupportClientOptions): Exchange {
  const request = requester(options)
  return async (url, given = {}) => {
    let signal: AbortSignal | null | undefined
    const response = await request(url, () => {
      const init = typeof given === 'function' ? given() : given
      signal = init.signal
      return init
    })
    return readResponse(response, signal)
  }
}

/** Sends with the token; once more where the service refused it, if there is another. */
export function requester(options: SupportClientOptions): Request {
  const { token } = options
  return async (url, given = {}) => {
    // A stream as body is consumed; calling the function again creates a new one.
    const init = () => (typeof given === 'function' ? given() : given)
    const current = typeof token === 'function' ? await token({}) : token
    const response = await send(options, url, init(), current)
    if (response.status !== 401 || typeof token !== 'function') return response
    const fresh = await token({ refused: current })
    if (fresh === undefined || fresh === current) return response
    await response.body?.cancel()
    return send(options, url, init(), fresh)
  }
}

async function send(
  { fetch = globalThis.fetch, onRequest, onResponse }: SupportClientOptions,
  url: string,
  init: RequestInit,
  token: string | undefined,
): Promise<Response> {
  const request: SentRequest = { method: init.method ?? 'GET', url, headers: new Headers(init.headers) }
  await onRequest?.(request)
  const headers = new Headers(request.headers) // a copy, so that the headers of the hook never contain the token
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`)
  const startedMs = performance.now()
  const response = await fetch(url, { ...init, headers }).catch((cause: unknown) => {
    throw init.signal?.aborted ? cause : new ConnectionError(`${nameOf(request)} failed${reasonOf(cause)}`, { cause })
  })
  const { status, headers: received } = response
  await onResponse?.({ request, status, headers: received, durationMs: performance.now() - startedMs })
  return response
}

/** Reads a response to its end. */
export async function readResponse(response: Response, signal: AbortSignal | null | undefined): Promise<ReadResponse> {
  const { ok, status, headers } = response
  const text = await textOf(response).catch((cause: unknown) => {
    if (signal?.aborted || cause instanceof SupportError) throw cause
    throw new ConnectionError(`The response ended early${reasonOf(cause)}`, { cause })
  })
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    throw unexpectedAnswer(response, status === 414 ? TOO_LONG : NOT_JSON, { cause })
  }
  return { ok, status, headers, json: async () => json }
}

/** The error for a response that is not from the service. */
export function unexpectedAnswer(
  { status, headers }: Pick<Response, 'status' | 'headers'>,
  detail: string,
  options?: ErrorOptions,
): SupportApiError {
  const requestId = headers.get('x-request-id') ?? undefined
  return new SupportApiError({ status, code: 'UNEXPECTED_ANSWER', detail, requestId, headers }, options)
}

async function textOf(response: Response): Promise<string> {
  if (response.ok || !response.body) return response.text()
  const decoder = new TextDecoder()
  const reader = response.body.getReader()
  let text = ''
  for (let bytes = 0; ;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    bytes += value.length
    if (bytes > MAX_ERROR_BYTES) {
      await reader.cancel()
      throw unexpectedAnswer(response, 'The error response is larger than 1 MiB')
    }
    text += decoder.decode(value, { stream: true })
  }
}

/** Method and address without the query, which can contain data that must not be logged. */
function nameOf({ method, url }: SentRequest): string {
  return `${method} ${url.split('?', 1)[0]}`
}

/** Node reports the actual reason in the `cause` of the error. */
function reasonOf(cause: unknown): string {
  const { message, cause: inner } = (cause ?? {}) as { message?: string; cause?: { code?: string; message?: string } }
  const reason = inner?.code ?? inner?.message ?? message
  return reason ? `: ${reason}` : ''
}
