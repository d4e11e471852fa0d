import { describe, expect, it } from 'vitest'
import { createSupportClient, isErrorOf, isSupportApiError, type SupportErrorCode } from '../src/index.ts'
import { fakeSupport, makeTicket } from '../src/testing/index.ts'
import { bytes, errorResponse, hang, reset, type Script, scriptedServer, success } from './scripted-server.ts'

const input = { fullName: 'Ana', email: 'ana@example.com', subject: 'Cambio', message: 'Hola' }
const upload = { ticketId: 1, file: new Blob(['x']), fileName: 'a.txt' }

describe('result()', () => {
  it('returns the complete response of a success', async () => {
    const { url } = await scriptedServer(success({ ticketId: 1 }, { etag: '"3"' }))
    const result = await createSupportClient({ url }).tickets.get({ id: 1 }).result()
    expect(result).toEqual({ ok: true, data: { ticketId: 1 }, version: 3, requestId: 'r-1', status: 200 })
  })

  it.each<[string, Script, string, number?]>([
    ['an API error', errorResponse(404, 'TICKET_NOT_FOUND'), 'TICKET_NOT_FOUND'],
    ['a response that is not from the service', bytes(404, '<h1>Not found</h1>'), 'UNEXPECTED_ANSWER'],
    ['a broken connection', reset, 'NETWORK_ERROR'],
    ['a timeout', hang, 'TIMEOUT', 50],
  ])('returns the error of %s, for every kind of call', async (_name, script, code, timeoutMs) => {
    const { url } = await scriptedServer(script)
    const { tickets, attachments } = createSupportClient({ url, maxRetries: 0, timeoutMs })
    const calls = {
      'tickets.get': () => tickets.get({ id: 1 }),
      'tickets.list': () => tickets.list(),
      'tickets.create': () => tickets.create(input),
      'tickets.updateWith': () => tickets.updateWith(1, () => ({})),
    }
    for (const [name, call] of Object.entries(calls)) {
      expect({ name, ...(await call().result()) }).toMatchObject({ name, ok: false, error: { code } })
    }
    expect(await attachments.upload(upload, { timeoutMs }).result()).toMatchObject({
      ok: false,
      error: { code: code === 'TICKET_NOT_FOUND' ? 'UNEXPECTED_ANSWER' : code },
    })
  })

  it('returns the error of an abort', async () => {
    const { url } = await scriptedServer(hang)
    const { tickets } = createSupportClient({ url })
    const result = await tickets.get({ id: 1 }, { signal: AbortSignal.timeout(50) }).result()
    expect(result).toMatchObject({ ok: false, error: { code: 'ABORTED' } })
  })

  it('rejects with errors of the calling code', async () => {
    const { url } = await scriptedServer(success({}))
    const token = () => Promise.reject(new Error('signed out'))
    await expect(createSupportClient({ url, token }).tickets.get({ id: 1 }).result()).rejects.toThrow('signed out')
    await expect(createSupportClient({ url }).tickets.get({ id: Number.NaN }).result()).rejects.toThrow('id is NaN')
  })

  it('leaves no unhandled rejection', async () => {
    const unhandled: unknown[] = []
    const note = (reason: unknown) => void unhandled.push(reason)
    process.on('unhandledRejection', note)
    const { fetch } = fakeSupport()
    const support = createSupportClient({ url: 'http://support.test', fetch })
    expect((await support.tickets.get({ id: 9 }).result()).ok).toBe(false)
    await new Promise((resolve) => setTimeout(resolve, 20))
    process.off('unhandledRejection', note)
    expect(unhandled).toEqual([])
  })

  it('returns a page of a list, with the next page', async () => {
    const fake = fakeSupport({ tickets: [1, 2, 3].map((ticketId) => makeTicket({ ticketId })) })
    const { tickets } = createSupportClient({ url: 'http://support.test', fetch: fake.fetch })
    const result = await tickets.list({ limit: 2 }).result()
    if (!result.ok) throw result.error
    const next = await result.data.getNextPage()
    expect(next.items.map(({ ticketId }) => ticketId)).toEqual([3])
  })
})

describe('isErrorOf', () => {
  it('distinguishes operations and codes', async () => {
    const { fetch } = fakeSupport()
    const { tickets, attachments } = createSupportClient({ url: 'http://support.test', fetch })
    const errors = await Promise.all([
      tickets.get({ id: 9 }).catch((reason: unknown) => reason),
      attachments.upload({ ...upload, ticketId: 9 }).catch((reason: unknown) => reason),
    ])
    expect(errors.map((error) => isErrorOf('tickets.get', error))).toEqual([true, false])
    expect(errors.map((error) => isErrorOf('attachments.upload', error, 'TICKET_NOT_FOUND'))).toEqual([false, true])
    expect(isErrorOf('tickets.get', errors[0], 'RATE_LIMITED')).toBe(false)
  })

  it('also in a batch with an unreadable response', async () => {
    const { url } = await scriptedServer(bytes(200, '<h1>Log in</h1>'))
    const { tickets, attachments } = createSupportClient({ url, maxRetries: 0 })
    const [ofTicket, ofAttachment] = await Promise.all([
      tickets.get({ id: 1 }).catch((reason: unknown) => reason),
      attachments.get({ id: 1 }).catch((reason: unknown) => reason),
    ])
    const code: SupportErrorCode = 'UNEXPECTED_ANSWER'
    expect([isSupportApiError(ofTicket, code), isSupportApiError(ofAttachment, code)]).toEqual([true, true])
    expect(isErrorOf('tickets.get', ofTicket, code)).toBe(true)
    expect(isErrorOf('attachments.get', ofAttachment, code)).toBe(true)
  })
})
