import { inspect } from 'node:util'
import { describe, expect, it, vi } from 'vitest'
import { createSupportClient, isSupportApiError, isSupportError } from '../src/index.ts'
import { bytes, errorResponse, half, reset, scriptedServer, success } from './scripted-server.ts'

const input = { fullName: 'Ana', email: 'ana@example.com', subject: 'Cambio', message: 'Hola' }

describe('requests', () => {
  it('reads of one tick are one request, each change has its own', async () => {
    const { url, requests } = await scriptedServer(success({ ticketId: 1 }))
    const { tickets, attachments } = createSupportClient({ url })
    await Promise.all([
      tickets.get({ id: 1 }),
      attachments.get({ id: 2 }),
      tickets.create(input),
      tickets.create(input),
    ])
    expect(requests.map(({ method, url: address }) => `${method} ${address.split('?', 1)[0]}`).toSorted()).toEqual([
      'GET /trpc/tickets.get,attachments.get',
      'POST /trpc/tickets.create',
      'POST /trpc/tickets.create',
    ])
    const keys = requests.filter(({ method }) => method === 'POST').map(({ headers }) => headers['idempotency-key'])
    expect(new Set(keys).size).toBe(2)
  })

  it('a request has at most ten calls', async () => {
    const { url, requests } = await scriptedServer(success({}))
    const { tickets } = createSupportClient({ url })
    await Promise.all(Array.from({ length: 23 }, (_, index) => tickets.get({ id: index + 1 })))
    expect(requests.map(({ url: address }) => address.split('?', 1)[0]!.split(',').length)).toEqual([10, 10, 3])
  })

  it('a read with its own headers has its own request', async () => {
    const { url, requests } = await scriptedServer(success({}))
    const { tickets } = createSupportClient({ url, headers: { 'x-app': 'a' } })
    await Promise.all([tickets.get({ id: 1 }, { headers: { 'x-request-id': 'mine' } }), tickets.get({ id: 2 })])
    expect(requests.map(({ headers }) => [headers['x-app'], headers['x-request-id']])).toContainEqual(['a', 'mine'])
    expect(requests).toHaveLength(2)
  })

  it('withResponse returns the version, the request id and the status', async () => {
    const { url } = await scriptedServer(success({ ticketId: 1 }, { etag: '"3"' }))
    const { tickets } = createSupportClient({ url })
    const [answer, other] = await Promise.all([tickets.get({ id: 1 }).withResponse(), tickets.get({ id: 1 })])
    expect(answer).toEqual({ data: { ticketId: 1 }, version: 3, requestId: 'r-1', status: 200 })
    expect(other).toEqual({ ticketId: 1 })
  })

  it('updateWith writes with the version it read, and not at all without an ETag', async () => {
    const ticket = { ticketId: 1, ...input }
    const { url, requests } = await scriptedServer(success(ticket, { etag: 'W/"3"' }), success(ticket), success(ticket))
    const { tickets } = createSupportClient({ url })
    await tickets.updateWith(1, () => ({ subject: 'other' }))
    expect(JSON.parse(requests[1]!.body)).toEqual({ id: 1, ...input, subject: 'other', ifVersion: 3 })
    await expect(tickets.updateWith(1, () => ({ subject: 'other' }))).rejects.toThrow('ETag')
    expect(requests).toHaveLength(3)
  })

  it('the key, the version and the headers of the options are sent', async () => {
    const { url, requests } = await scriptedServer(success(null))
    await createSupportClient({ url }).tickets.delete(
      { id: 1 },
      { idempotencyKey: 'mine', ifVersion: 4, headers: { a: 'b' } },
    )
    expect(requests[0]).toMatchObject({
      headers: { 'idempotency-key': 'mine', a: 'b' },
      body: '{"id":1,"ifVersion":4}',
    })
  })

  it('the underlying tRPC client also retries with a key', async () => {
    const { url, requests } = await scriptedServer(half, success({ ticketId: 1 }))
    expect(await createSupportClient({ url }).trpc.tickets.create.mutate(input)).toEqual({ ticketId: 1 })
    expect(requests[1]!.headers['idempotency-key']).toBe(requests[0]!.headers['idempotency-key'])
  })
})

it.each([undefined, Number.POSITIVE_INFINITY, 2 ** 40])('an upload with timeoutMs: %d completes', async (timeoutMs) => {
  const { url } = await scriptedServer((response, request) =>
    setTimeout(() => bytes(201, '{"attachmentId":1}')(response, request), 50),
  )
  const { attachments } = createSupportClient({ url, maxRetries: 0 })
  const upload = attachments.upload({ ticketId: 1, file: new Blob(['x']), fileName: 'a.txt' }, { timeoutMs })
  expect(await upload).toEqual({ attachmentId: 1 })
})

describe('token', () => {
  const secret = 'kin_secret_of_this_test'

  it('a string is sent with every request', async () => {
    const { url, requests } = await scriptedServer(success({}))
    await createSupportClient({ url, token: secret }).tickets.get({ id: 1 })
    expect(requests[0]!.headers.authorization).toBe(`Bearer ${secret}`)
  })

  it('a function is called again after a 401, once, with the refused token', async () => {
    const { url, requests } = await scriptedServer(errorResponse(401, 'TOKEN_INVALID'), success({ ticketId: 1 }))
    const asked: unknown[] = []
    const token = async (about: { refused?: string | undefined }) => `token-${asked.push(about)}`
    expect(await createSupportClient({ url, token }).tickets.get({ id: 1 })).toEqual({ ticketId: 1 })
    expect(asked).toEqual([{}, { refused: 'token-1' }])
    expect(requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-2'])
  })

  it('a second 401 is the error; the same token is not sent again', async () => {
    const { url, requests } = await scriptedServer(errorResponse(401, 'TOKEN_INVALID'))
    let calls = 0
    const renewed = createSupportClient({ url, token: () => `token-${++calls}` })
    await expect(renewed.tickets.get({ id: 1 })).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
    expect(requests).toHaveLength(2)
    const same = createSupportClient({ url, token: () => 'same' })
    await expect(same.tickets.get({ id: 1 })).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
    expect(requests).toHaveLength(3)
  })

  it('an error of the function is the error of the call', async () => {
    const { url, requests } = await scriptedServer(success({}))
    const token = () => Promise.reject(new Error('signed out'))
    const error = await createSupportClient({ url, token })
      .tickets.get({ id: 1 })
      .catch((reason: unknown) => reason)
    expect(isSupportError(error)).toBe(true)
    expect((error as Error).message).toContain('signed out')
    expect(requests).toHaveLength(0)
  })

  it.each([
    ['an API error', errorResponse(403, 'FORBIDDEN')],
    ['a broken connection', reset],
  ])('%s does not contain the token', async (_name, script) => {
    const { url } = await scriptedServer(script)
    const seen: string[] = []
    const support = createSupportClient({
      url,
      token: secret,
      maxRetries: 0,
      onRequest: (request) => void seen.push(inspect(request, { depth: 9 })),
      onResponse: (response) => void seen.push(inspect(response, { depth: 9 })),
    })
    const error = await support.tickets.create(input).catch((reason: unknown) => reason)
    seen.push(inspect(error, { depth: 9, showHidden: true }), JSON.stringify(error), String((error as Error).stack))
    seen.push(inspect(support, { depth: 9, showHidden: true }), JSON.stringify(support))
    expect(seen.filter((text) => text.includes(secret))).toEqual([])
    expect(JSON.stringify(support)).toBe(JSON.stringify({ url }))
  })
})

describe('hooks and fetch', () => {
  it('onRequest can add headers; onResponse gets the response', async () => {
    const { url, requests } = await scriptedServer(success({}))
    const responses: unknown[] = []
    await createSupportClient({
      url,
      onRequest: ({ headers }) => headers.set('traceparent', '00-1-2-01'),
      onResponse: ({ request, status, durationMs }) => void responses.push([request.method, status, durationMs >= 0]),
    }).tickets.get({ id: 1 })
    expect(requests[0]!.headers['traceparent']).toBe('00-1-2-01')
    expect(responses).toEqual([['GET', 200, true]])
  })

  it('fetch can be replaced', async () => {
    const fetch = async () => Response.json([{ result: { data: { ticketId: 9 } } }])
    expect(await createSupportClient({ url: 'https://nowhere.example', fetch }).tickets.get({ id: 9 })).toEqual({
      ticketId: 9,
    })
  })

  it.each(['support.example', 'ftp://support.example', 'https://ana:pass@support.example', '//support.example', ''])(
    'url %j is refused',
    (url) => expect(() => createSupportClient({ url })).toThrow(TypeError),
  )

  it.each(['https://support.example/', 'https://support.example/base//', '/support'])('url %j is accepted', (url) => {
    expect(createSupportClient({ url }).toJSON().url).not.toMatch(/\/$/)
  })
})

it('guards work across two copies of the package', async () => {
  const { url } = await scriptedServer(errorResponse(404, 'TICKET_NOT_FOUND'))
  vi.resetModules()
  const copy = await import('../src/index.ts')
  const error = await copy
    .createSupportClient({ url })
    .tickets.get({ id: 1 })
    .catch((reason: unknown) => reason)
  expect(copy.isSupportApiError).not.toBe(isSupportApiError)
  expect(isSupportApiError(error, 'TICKET_NOT_FOUND')).toBe(true)
  expect(isSupportApiError(error, 'FORBIDDEN')).toBe(false)
})
