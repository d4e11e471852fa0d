import { SupportApiError } from '@kinconecta/support-client'
import { describe, expect, it } from 'vitest'
import { anAttachment, aTicket, useService } from '../support/harness.ts'

const service = useService()

describe('the client', () => {
  it('creates, reads, lists, updates and deletes', async () => {
    const { tickets, attachments } = service.client
    const ticket = await tickets.create({ ...aTicket, userId: 7 })
    const attachment = await attachments.create({ ...anAttachment, ticketId: ticket.ticketId })
    expect(await tickets.list()).toEqual({ items: [ticket], nextCursor: null })
    expect(await tickets.update({ id: ticket.ticketId, ...aTicket, status: 'CLOSED' })).toEqual({
      ...ticket,
      status: 'CLOSED',
    })
    expect(await attachments.update({ id: attachment.attachmentId, ...attachment, fileName: 'b.pdf' })).toEqual({
      ...attachment,
      fileName: 'b.pdf',
    })
    expect(await attachments.delete({ id: attachment.attachmentId })).toBeNull()
    expect(await tickets.delete({ id: ticket.ticketId })).toBeNull()
    expect(await attachments.list({ limit: 10 })).toEqual({ items: [], nextCursor: null })
  })

  it('reads of one tick are sent in one request, and each gets its own result', async () => {
    const made = await Promise.all(Array.from({ length: 12 }, () => service.client.tickets.create(aTicket)))
    const read = await Promise.allSettled(
      [...made, { ticketId: 999_999 }].map(({ ticketId }) => service.client.tickets.get({ id: ticketId })),
    )
    expect(read.slice(0, -1)).toEqual(made.map((value) => ({ status: 'fulfilled', value })))
    expect(read.at(-1)).toMatchObject({ status: 'rejected', reason: { code: 'TICKET_NOT_FOUND' } })
  })

  it('an error has a code, a status, a request id and issues', async () => {
    const error = await service.client.tickets.create({ ...aTicket, subject: '' }).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(SupportApiError)
    expect(error).toMatchObject({
      message: expect.stringMatching(/^400 INVALID_INPUT: subject: .+ \(request [\w-]+\)$/),
      code: 'INVALID_INPUT',
      status: 400,
      requestId: expect.any(String),
      issues: [{ path: ['subject'] }],
    })
  })
})

describe('/trpc', () => {
  const batchOf = (size: number) =>
    `/trpc/${Array.from({ length: size }, () => 'tickets.get').join(',')}?batch=1&input=%7B%7D`

  it('accepts a batch of 10 and rejects one of 11', async () => {
    expect((await service.send('GET', batchOf(10))).json).toHaveLength(10)
    const { status, json } = await service.send('GET', batchOf(11))
    expect([status, json.error.data.code]).toEqual([400, 'REQUEST_MALFORMED'])
    expect(json.error.message).toMatch(/has 11 calls, and at most 10 are accepted; send it in parts/)
  })

  it.each([
    ['GET', '/trpc/tickets.nothing', undefined, 404, 'ROUTE_NOT_FOUND'],
    ['GET', '/trpc/__proto__', undefined, 404, 'ROUTE_NOT_FOUND'],
    ['GET', '/trpc/tickets.create', undefined, 405, 'METHOD_NOT_ALLOWED'],
    ['POST', '/trpc/tickets.get', '{"id":1}', 405, 'METHOD_NOT_ALLOWED'],
    ['GET', '/trpc/tickets.get?input={', undefined, 400, 'REQUEST_MALFORMED'],
    ['POST', '/trpc/tickets.create', '{', 400, 'REQUEST_MALFORMED'],
    ['POST', '/trpc/tickets.create', '[]', 400, 'INVALID_INPUT'],
    ['GET', '/trpc/tickets.get?input={"id":"1"}', undefined, 400, 'INVALID_INPUT'],
  ])('%s %s %s is %i %s', async (method, path, body, status, code) => {
    const answer = await service.send(method, path, body)
    expect(answer.status).toBe(status)
    expect(answer.json.error.data).toMatchObject({ code, httpStatus: status })
    expect(answer.text).not.toMatch(/stack|node_modules|\.ts/)
  })

  it.each([
    ['multipart/form-data; boundary=x', 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['application/octet-stream', 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ])('a body of %s is %i %s', async (type, status, code) => {
    const { status: actual, json } = await service.send('POST', '/trpc/tickets.create', 'x', { 'content-type': type })
    expect([actual, json.error.data.code]).toEqual([status, code])
  })

  it('413 BODY_TOO_LARGE for 10 MB', async () => {
    const { status, json } = await service.send('POST', '/trpc/tickets.create', { message: 'm'.repeat(10_000_000) })
    expect([status, json.error.data.code]).toEqual([413, 'BODY_TOO_LARGE'])
  })
})
