import { Attachment, AttachmentCreate, Ticket, TicketCreate } from '@kinconecta/support-contracts'
import { describe, expect, it } from 'vitest'
import { createSupportClient, type EventType, type WebhookMessage } from '../src/index.ts'
import {
  fakeSupport,
  makeAttachment,
  makeAttachmentCreate,
  makeTicket,
  makeTicketCreate,
} from '../src/testing/index.ts'
import { verifyWebhook } from '../src/webhooks/index.ts'
import { testClientBehaviour } from './behaviour.ts'

const url = 'http://support.test'

describe('the client with the fake service', () => {
  const { fetch } = fakeSupport()
  testClientBehaviour(() => createSupportClient({ url, fetch }))
})

describe('the fake service', () => {
  it('starts with the given rows, and returns its rows', async () => {
    const attachment = makeAttachment({ ticketId: 1523 })
    const fake = fakeSupport({ tickets: [makeTicket({ ticketId: 1523 })], attachments: [attachment] })
    const support = createSupportClient({ url, fetch: fake.fetch })
    expect((await support.tickets.create(makeTicketCreate())).ticketId).toBe(1524)
    expect(fake.tickets().map(({ ticketId }) => ticketId)).toEqual([1523, 1524])
    expect(fake.attachments()).toEqual([attachment])
    await support.tickets.delete({ id: 1523 })
    expect(fake.attachments()).toEqual([])
  })

  it('sends signed messages to the receiver of its webhooks, in order, and logs the deliveries', async () => {
    const received: WebhookMessage[] = []
    let secret = ''
    const fake = fakeSupport({
      receiveWebhook: async (request) => {
        const event = await verifyWebhook(await request.text(), request.headers, secret)
        received.push(event)
        return new Response(null, { status: event.type === 'ticket.deleted' ? 500 : 204 })
      },
    })
    const support = createSupportClient({ url, fetch: fake.fetch })
    const input = { url: 'https://example.com/hook', types: ['ticket.created', 'ticket.deleted'] as EventType[] }
    const { webhookId, ...created } = await support.webhooks.create(input)
    secret = created.secret
    const { ticketId } = await support.tickets.create(makeTicketCreate())
    await support.tickets.update({ ...makeTicketCreate(), id: ticketId })
    await support.tickets.delete({ id: ticketId })
    await support.webhooks.test({ id: webhookId })
    await fake.webhooksSettled()
    expect(received.map(({ type }) => type)).toEqual(['ticket.created', 'ticket.deleted', 'webhook.test'])
    const failed = await support.webhooks.listDeliveries({ id: webhookId, outcome: 'given_up' })
    expect(failed.items).toMatchObject([{ type: 'ticket.deleted', status: 500, failure: 'status' }])
    await support.webhooks.replay({ id: webhookId, position: 1 })
    await support.webhooks.update({ id: webhookId, isEnabled: false })
    await support.tickets.create(makeTicketCreate())
    await support.webhooks.update({ id: webhookId, isEnabled: true })
    await fake.webhooksSettled()
    expect(received.slice(3).map((event) => 'position' in event && event.position)).toEqual([1, 4])
  })

  it('reopens a resolved ticket for a reply of the requester, and continues a closed one', async () => {
    const clock = { now: '2026-03-11T10:30:00Z' }
    const fake = fakeSupport({ writesAs: 'requester', now: () => clock.now })
    const support = createSupportClient({ url, fetch: fake.fetch })
    const { ticketId: id } = await support.tickets.create(makeTicketCreate())
    const setStatus = (status: 'RESOLVED' | 'CLOSED') => support.tickets.updateWith(id, () => ({ status }))
    await setStatus('RESOLVED')
    expect(await support.messages.create({ id, body: 'Otra vez' })).toMatchObject({ ticketId: id, followUpOf: null })
    expect(await support.desk.tickets.get({ id })).toMatchObject({
      status: 'OPEN',
      resolvedAt: null,
      waitingOn: 'agent',
    })
    await setStatus('RESOLVED')
    clock.now = '2026-03-26T10:30:00Z'
    const late = await support.messages.create({ id, body: 'Y otra' })
    expect(late).toMatchObject({ messageId: 0, followUpOf: id, body: 'Y otra' })
    expect(await support.tickets.get({ id: late.ticketId })).toMatchObject({ message: 'Y otra', status: 'OPEN' })
    await setStatus('CLOSED')
    const file = new File(['a'], 'a.txt')
    const { attachmentId } = await support.attachments.upload({ ticketId: id, file })
    const last = await support.messages.create({ id, body: 'Fin', attachmentIds: [attachmentId] })
    expect(last.attachments).toMatchObject([{ attachmentId, ticketId: last.ticketId }])
    expect((await support.messages.list({ id: last.ticketId })).items).toEqual([last])
  })

  it('sends a reply when its time has come, with its files and events', async () => {
    const clock = { now: '2026-03-11T10:30:00Z' }
    const fake = fakeSupport({ tickets: [makeTicket({ ticketId: 1 })], now: () => clock.now })
    const support = createSupportClient({ url, fetch: fake.fetch })
    const { attachmentId } = await support.desk.attachments.upload({ ticketId: 1, file: new File(['a'], 'a.txt') })
    const reply = { id: 1, kind: 'reply' as const, body: 'Hola', attachmentIds: [attachmentId], sendAfterSeconds: 5 }
    const { messageId } = await support.desk.messages.create(reply)
    expect((await support.messages.list({ id: 1 })).items).toHaveLength(1)
    clock.now = '2026-03-11T10:30:05Z'
    expect((await support.messages.list({ id: 1 })).items.at(-1)).toMatchObject({
      messageId,
      attachments: [{ attachmentId }],
    })
    await expect(support.desk.messages.cancel({ id: 1, messageId })).rejects.toMatchObject({
      code: 'MESSAGE_ALREADY_SENT',
    })
    expect(fake.events().map(({ type }) => type)).toEqual([
      'internal_attachment.created',
      'message.created',
      'attachment.created',
      'ticket.waiting_on_changed',
    ])
  })

  it('records an event for each uploaded file, like the service', async () => {
    const fake = fakeSupport()
    const support = createSupportClient({ url, fetch: fake.fetch })
    const files = [new File(['a'], 'a.txt'), new File(['b'], 'b.txt')]
    const { ticketId } = await support.tickets.create({ ...makeTicketCreate(), files })
    await support.attachments.upload({ ticketId, file: files[0]! })
    expect(fake.events().map(({ type, data }) => ({ type, data }))).toEqual([
      { type: 'ticket.created', data: expect.any(Object) },
      ...[1, 2, 3].map((attachmentId) => ({ type: 'attachment.created', data: { attachmentId } })),
    ])
  })

  it('refuses the next call after refuseNext', async () => {
    const fake = fakeSupport({ tickets: [makeTicket()] })
    const { tickets } = createSupportClient({ url, fetch: fake.fetch, maxRetries: 0 })
    fake.refuseNext('DATABASE_BUSY')
    await expect(tickets.get({ id: 1 })).rejects.toMatchObject({ status: 503, code: 'DATABASE_BUSY' })
    expect(await tickets.get({ id: 1 })).toEqual(makeTicket())
  })

  it('takes its timestamps from `now`', async () => {
    const { fetch } = fakeSupport({ now: () => '2030-01-01T00:00:00.500Z' })
    const { createdAt } = await createSupportClient({ url, fetch }).tickets.create(makeTicketCreate())
    expect(createdAt).toBe('2030-01-01T00:00:00')
  })
})

it('the factories make valid objects', () => {
  expect(Ticket.parse(makeTicket())).toEqual(makeTicket())
  expect(Attachment.parse(makeAttachment())).toEqual(makeAttachment())
  expect(TicketCreate.parse(makeTicketCreate({ status: 'CLOSED' }))).toMatchObject({ status: 'CLOSED' })
  expect(AttachmentCreate.parse(makeAttachmentCreate())).toEqual(makeAttachmentCreate())
})
