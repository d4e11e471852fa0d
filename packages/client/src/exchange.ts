import { ConnectionError, SupportApiError, SupportError } from './errors.ts'
import type { SentRequest, SupportClientOptions } from './options.ts'

// Nobody needs more of a refusal than this; what is longer is not ours.
const MAX_ERROR_BYTES = 1024 * 1024

const NOT_JSON = 'The answer is not JSON; something between here and the service may have sent it'
const TOO_LONG = 'Something between here and the service does not take a query of this length; ask for less'

/** An answer that was read to its end. What tRPC's links take for a response. */
export interface ReadAnswer {
  ok: boolean
  status: number
  headers: Headers
  json(): Promise<unknown>
}

/** Sends one request and reads its whole answer. Rejects with a `SupportError` where that is not JSON, or not whole. */
export type Exchange = (url: string, init?: RequestInit | (() => RequestInit)) => Promise<ReadAnswer>

/** Sends one request. Resolves when the head of its answer is there. */
export type Request = (url: string, init?: RequestInit | (() => RequestInit)) => Promise<Response>

/** The `fetch` of tRPC's links: the caller's, with the token, the hooks and the failures of this client. */
export function exchange(options: SupportClientOptions): Exchange {
  const request = requester(options)
  return async (url, given = {}) => {
    let signal: AbortSignal | null | undefined
    const response = await request(url, () => {
      const init = typeof given === 'function' ? given() : given
      signal = init.signal
      return init
    })
    return readAnswer(response, signal)
  }
}

/** Sends with the token; once more where the service refused it, if there is another. */
export function requester(options: SupportClientOptions): Request {
  const { token } = options
  return async (url, given = {}) => {
    // A body that is a stream is used up; a function gives another.
    const init = () => (typeof given === 'function' ? given() : given)
    const held = typeof token === 'function' ? await token({}) : token
    const response = await send(options, url, init(), held)
    if (response.status !== 401 || typeof token !== 'function') return response
    const fresh = await token({ refused: held })
    if (fresh === undefined || fresh === held) return response
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
  const headers = new Headers(request.headers) // the hook's own copy never holds the token
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`)
  const startedMs = performance.now()
  const response = await fetch(url, { ...init, headers }).catch((cause: unknown) => {
    throw init.signal?.aborted ? cause : new ConnectionError(`${nameOf(request)} failed${reasonOf(cause)}`, { cause })
  })
  const { status, headers: received } = response
  await onResponse?.({ request, status, headers: received, durationMs: performance.now() - startedMs })
  return response
}

/** Reads an answer to its end. */
export async function readAnswer(response: Response, signal: AbortSignal | null | undefined): Promise<ReadAnswer> {
  const { ok, status, headers } = response
  const text = await textOf(response).catch((cause: unknown) => {
    if (signal?.aborted || cause instanceof SupportError) throw cause
    throw new ConnectionError(`The answer broke off${reasonOf(cause)}`, { cause })
  })
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    throw unexpectedAnswer(response, status === 414 ? TOO_LONG : NOT_JSON, { cause })
  }
  return { ok, status, headers, json: async () => json }
}

/** What came back is not the service's. */
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
      throw unexpectedAnswer(response, 'The answer is a failure of more than a mebibyte')
    }
    text += decoder.decode(value, { stream: true })
  }
}

/** Without the query, which may hold what does not belong into a log. */
function nameOf({ method, url }: SentRequest): string {
  return `${method} ${url.split('?', 1)[0]}`
}

/** Node hides what happened one level down. */
function reasonOf(cause: unknown): string {
  const { message, cause: inner } = (cause ?? {}) as { message?: string; cause?: { code?: string; message?: string } }
  const reason = inner?.code ?? inner?.message ?? message
  return reason ? `: ${reason}` : ''
}
