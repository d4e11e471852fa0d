import { describe, expect, it } from 'vitest'
import {
  createSupportClient,
  isAbortError,
  isConnectionError,
  isSupportApiError,
  isTimeoutError,
  type SupportApiError,
} from '../src/index.ts'
import { bytes, errorResponse, half, hang, reset, type Script, scriptedServer, success } from './scripted-server.ts'

const input = { fullName: 'Ana', email: 'ana@example.com', subject: 'Cambio', message: 'Hola' }

/** Creates a ticket at a scripted server. Returns the outcome and the requests that the server received. */
async function createAt(scripts: Script[], options: { maxRetries?: number; timeoutMs?: number } = {}) {
  const { url, requests } = await scriptedServer(...scripts)
  const outcome = await createSupportClient({ url, ...options })
    .tickets.create(input)
    .catch((error: unknown) => error)
  return { outcome, requests }
}

describe('a transient failure is retried with the same key', () => {
  it.each<[string, Script]>([
    ['a connection reset', reset],
    ['half a response', half],
    ['408', errorResponse(408, 'REQUEST_TIMEOUT')],
    ['429 with Retry-After in seconds', errorResponse(429, 'RATE_LIMITED', { 'retry-after': '0' })],
    ['429 with Retry-After as a date', errorResponse(429, 'RATE_LIMITED', { 'retry-after': new Date().toUTCString() })],
    ['500', errorResponse(500, 'INTERNAL')],
    ["a proxy's 502 in HTML", bytes(502, '<h1>Bad gateway</h1>')],
    ['503', errorResponse(503, 'OUTCOME_UNKNOWN', { 'retry-after': '0' })],
    ['504 without a body', bytes(504, '')],
  ])('%s', async (_name, failure) => {
    const { outcome, requests } = await createAt([failure, success({ ticketId: 7 })])
    expect(outcome).toEqual({ ticketId: 7 })
    expect(requests).toHaveLength(2)
    expect(requests[0]!.headers['idempotency-key']).toMatch(/^[0-9a-f]{32}$/)
    expect(requests[1]!.headers['idempotency-key']).toBe(requests[0]!.headers['idempotency-key'])
  })

  it('at most twice', async () => {
    const { outcome, requests } = await createAt([errorResponse(503, 'DATABASE_BUSY', { 'retry-after': '0' })])
    expect(outcome).toMatchObject({ code: 'DATABASE_BUSY', status: 503 })
    expect(requests).toHaveLength(3)
    expect(outcome).toHaveProperty('idempotencyKey', requests[2]!.headers['idempotency-key'])
  })

  it.each([
    ['in seconds', () => '1'],
    ['as a date', () => new Date(Date.now() + 2_000).toUTCString()],
  ])('waits for a Retry-After %s', async (_name, retryAfter) => {
    const scripts = [errorResponse(429, 'RATE_LIMITED', { 'retry-after': retryAfter() }), success({ ticketId: 7 })]
    const started = performance.now()
    const { outcome } = await createAt(scripts)
    expect(outcome).toEqual({ ticketId: 7 })
    expect(performance.now() - started).toBeGreaterThan(900)
  })

  it('a Retry-After of more than a minute is not waited for', async () => {
    const { outcome, requests } = await createAt([errorResponse(429, 'RATE_LIMITED', { 'retry-after': '3600' })])
    expect(outcome).toMatchObject({ code: 'RATE_LIMITED' })
    expect(requests).toHaveLength(1)
    expect((outcome as SupportApiError).headers.get('retry-after')).toBe('3600')
  })

  it('not with maxRetries: 0', async () => {
    const { outcome, requests } = await createAt([reset], { maxRetries: 0 })
    expect(isConnectionError(outcome)).toBe(true)
    expect(requests).toHaveLength(1)
  })
})

describe('other failures are not retried', () => {
  it.each([
    [400, 'INVALID_INPUT'],
    [401, 'TOKEN_INVALID'],
    [403, 'FORBIDDEN'],
    [404, 'TICKET_NOT_FOUND'],
    [409, 'IDEMPOTENCY_IN_FLIGHT'],
    [412, 'PRECONDITION_FAILED'],
    [422, 'IDEMPOTENCY_KEY_REUSED'],
  ])('%i %s', async (status, code) => {
    const { outcome, requests } = await createAt([errorResponse(status, code)])
    expect(outcome).toMatchObject({ name: 'SupportApiError', status, code, requestId: 'r-1' })
    expect((outcome as Error).message).toBe(`${status} ${code}: It is ${code} (request r-1)`)
    expect(requests).toHaveLength(1)
  })
})

describe('a response that is not from the service', () => {
  it.each<[string, Script, number]>([
    ['HTML with 200', bytes(200, '<h1>Log in to the Wi-Fi</h1>'), 200],
    ['HTML with 404', bytes(404, '<h1>Not found</h1>'), 404],
    ['an empty body with 200', bytes(200, ''), 200],
    ['other JSON', bytes(200, '{"ok":true}', { 'content-type': 'application/json' }), 200],
    ['null', bytes(200, 'null', { 'content-type': 'application/json' }), 200],
    ['an error of 10 MB', bytes(403, Buffer.alloc(10_000_000, 'x')), 403],
    ['an error in JSON of 10 MB', bytes(403, JSON.stringify({ error: 'x'.repeat(10_000_000) })), 403],
  ])('%s', async (_name, script, status) => {
    const { outcome, requests } = await createAt([script])
    expect(isSupportApiError(outcome, 'UNEXPECTED_ANSWER')).toBe(true)
    expect(outcome).toHaveProperty('status', status)
    expect((outcome as Error).message.length).toBeLessThan(300)
    expect(requests).toHaveLength(1)
  })

  it('a batch response with too few results rejects all its calls', async () => {
    const { url } = await scriptedServer(bytes(200, '[]', { 'content-type': 'application/json' }))
    const { tickets } = createSupportClient({ url, maxRetries: 0 })
    const outcomes = await Promise.allSettled([tickets.get({ id: 1 }), tickets.get({ id: 2 })])
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  })
})

describe('a server that cannot be reached or does not respond', () => {
  it('causes a ConnectionError with the address, without the input', async () => {
    const { tickets } = createSupportClient({ url: 'http://127.0.0.1:1', maxRetries: 0 })
    const error = await tickets.get({ id: 987_654 }).catch((reason: unknown) => reason)
    expect(isConnectionError(error)).toBe(true)
    expect((error as Error).message).toMatch(/^GET http:\/\/127\.0\.0\.1:1\/trpc\/tickets\.get failed: \w+/)
    expect((error as Error).message).not.toContain('987654')
  })

  it('causes a TimeoutError after each attempt has timed out', async () => {
    const { outcome, requests } = await createAt([hang], { timeoutMs: 50, maxRetries: 1 })
    expect([isTimeoutError(outcome), isConnectionError(outcome)]).toEqual([true, true])
    expect((outcome as Error).message).toBe('No response to tickets.create within 50 ms')
    expect(requests).toHaveLength(2)
  })

  it('causes a TimeoutError if the response is incomplete', async () => {
    const drip: Script = (response) => response.writeHead(200, { 'content-type': 'application/json' }).write('{')
    const { outcome } = await createAt([drip], { timeoutMs: 50, maxRetries: 0 })
    expect(isTimeoutError(outcome)).toBe(true)
  })
})

describe('a call can be aborted', () => {
  it('before it is sent', async () => {
    const { url, requests } = await scriptedServer(success({}))
    const error = await createSupportClient({ url })
      .tickets.create(input, { signal: AbortSignal.abort() })
      .catch((reason: unknown) => reason)
    expect(isAbortError(error)).toBe(true)
    expect(requests).toHaveLength(0)
  })

  it.each<[string, Script]>([
    ['while it waits for the response', hang],
    ['while it waits for a retry', errorResponse(503, 'DATABASE_BUSY', { 'retry-after': '30' })],
  ])('%s', async (_name, script) => {
    const { url, requests } = await scriptedServer(script)
    const controller = new AbortController()
    const started = performance.now()
    setTimeout(() => controller.abort(), 100)
    const error = await createSupportClient({ url })
      .tickets.get({ id: 1 }, { signal: controller.signal })
      .catch((reason: unknown) => reason)
    expect(isAbortError(error)).toBe(true)
    expect(performance.now() - started).toBeLessThan(1_500)
    expect(requests).toHaveLength(1)
  })

  it('without the other calls of its batch', async () => {
    const { url } = await scriptedServer((response, request) =>
      setTimeout(() => success({ ticketId: 2 })(response, request), 200),
    )
    const { tickets } = createSupportClient({ url })
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 50)
    const [aborted, other] = await Promise.allSettled([
      tickets.get({ id: 1 }, { signal: controller.signal }),
      tickets.get({ id: 2 }),
    ])
    expect(aborted).toMatchObject({ status: 'rejected', reason: { name: 'AbortError' } })
    expect(other).toEqual({ status: 'fulfilled', value: { ticketId: 2 } })
  })
})
