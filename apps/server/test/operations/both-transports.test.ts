import { fakeSupport } from '@kinconecta/support-client/testing'
import { type Operation, operations, type RpcPath } from '@kinconecta/support-contracts'
import { describe, expect, it } from 'vitest'
import { numberEvents } from '../../src/events/sequencer.ts'
import { comparable, overClient, overRest, overRpc } from '../support/both-transports.ts'
import { anAttachment, aTicket, useService } from '../support/harness.ts'
import { operationRows } from '../support/operation-rows.ts'

// Each transport has a service and a database of its own, and gets the same calls in the same order.
const rest = useService()
const rpc = useService()
const client = useService()
const fake = {
  url: 'http://support.test',
  fetch: fakeSupport({ now: () => client.clock.now }).fetch,
  send: () => Promise.reject(new Error('The fake can only be called through the client')),
}

/** Inputs in the order of the calls. Other operations are called once afterwards, with the input of their row. */
const calls: { [Path in RpcPath]?: Record<string, unknown>[] } = {
  'tickets.create': [
    aTicket,
    {
      ...aTicket,
      userId: 42,
      roleContext: 'TOURIST',
      category: 'OTRO',
      status: 'CLOSED',
      createdAt: '2020-01-02T03:04:05Z',
    },
    { ...aTicket, userId: null, unknownField: true },
    { ...aTicket, subject: 'x'.repeat(181) },
    { ...aTicket, userId: '42' },
    {},
  ],
  'tickets.get': [{ id: 1 }, { id: 99 }, { id: 0 }, { id: -1 }],
  'tickets.list': [
    {},
    { limit: 1 },
    { limit: 0 },
    { limit: 1001 },
    { cursor: 'nonsense' },
    { status: ['OPEN', 'CLOSED'], category: ['OTRO'], roleContext: ['TOURIST'] },
    { status: ['DONE'] },
    { status: ['OPEN'], userId: 42, count: true },
    { status: ['OPEN', 'OPEN', 'OPEN', 'OPEN', 'OPEN'] },
    { email: 'ANA@example.com', sort: '-createdAt' },
    { createdFrom: '2020-01-01T00:00:00', createdTo: '2020-12-31T23:59:59Z', sort: 'updatedAt' },
    { createdFrom: 'yesterday' },
    { updatedSince: '2020-01-01T00:00:00', ticketIdFrom: 1, ticketIdTo: 2 },
    { updatedSince: '2999-01-01T00:00:00' },
    { q: 'cambio "puedo cambiarlo" -efectivo' },
    { q: 'cambio', sort: 'relevance', limit: 1 },
    { q: 'cambio', sort: 'createdAt' },
    { q: '' },
    { q: 'x'.repeat(501) },
    { sort: 'relevance' },
    { sort: 'price' },
    { count: 'yes' },
  ],
  'tickets.update': [
    { id: 1, ...aTicket, status: 'RESOLVED' },
    { id: 1, ...aTicket, updatedAt: '2026-03-12T00:00:00' },
    { id: 99, ...aTicket },
    { id: 1, subject: 'alone' },
  ],
  'attachments.create': [
    { ...anAttachment, ticketId: 1 },
    { ...anAttachment, ticketId: 2, mimeType: null, fileSizeBytes: 0, uploadedAt: '2026-03-11T10:31' },
    { ...anAttachment, ticketId: 99 },
    { ...anAttachment, ticketId: 1, fileUrl: 'javascript:alert(1)' },
  ],
  'attachments.get': [{ id: 1 }, { id: 99 }, { id: -1 }],
  'attachments.list': [
    {},
    { limit: 1 },
    { cursor: 'aWQ6' },
    { ticketId: [1, 2], mimeType: 'image/png' },
    { ticketId: Array.from({ length: 101 }, (_, index) => index + 1) },
    { uploadedFrom: '2026-03-11T10:31:00', uploadedTo: '2026-03-11T10:31:00', count: true },
    { ticketId: ['one'] },
  ],
  'attachments.update': [
    { id: 1, ...anAttachment, ticketId: 2, fileName: 'b.pdf' },
    { id: 1, ...anAttachment, ticketId: 99 },
    { id: 99, ...anAttachment, ticketId: 1 },
  ],
  'attachments.link': [{ id: 1 }, { id: 99 }, { id: 1, as: 'nonsense' }],
  'attachments.delete': [{ id: 1 }, { id: 1 }],
  'messages.create': [
    { id: 2, body: 'Hola' },
    { id: 2, body: '¿Sigue?', attachmentIds: [] },
    { id: 2, body: '' },
    { id: 99, body: 'x' },
  ],
  'desk.messages.create': [
    { id: 2, kind: 'note', body: 'Llamar' },
    { id: 2, kind: 'reply', body: 'Aún no', sendAfterSeconds: 60 },
    { id: 2, kind: 'reply', body: 'Tampoco', sendAfterSeconds: 60 },
    { id: 2, kind: 'note', body: 'x', sendAfterSeconds: 1 },
    { id: 2, kind: 'reply', body: 'x', sendAfterSeconds: 61 },
    { id: 2, kind: 'answer', body: 'x' },
    { id: 99, kind: 'note', body: 'x' },
  ],
  'messages.update': [
    { id: 2, messageId: 1, body: 'Buenos días' },
    { id: 2, messageId: 3, body: 'a note is not public' },
    { id: 2, messageId: 99, body: 'x' },
    { id: 1, messageId: 1, body: 'of another ticket' },
  ],
  'desk.messages.update': [
    { id: 2, messageId: 3, body: 'Llamar mañana' },
    { id: 2, messageId: 4, body: 'Todavía no' },
    { id: 2, messageId: 99, body: 'x' },
  ],
  'desk.messages.cancel': [
    { id: 2, messageId: 5 },
    { id: 2, messageId: 5 },
    { id: 2, messageId: 1 },
  ],
  'messages.list': [
    { id: 2 },
    { id: 2, limit: 1 },
    { id: 2, limit: 1, count: true },
    { id: 99 },
    { id: 2, cursor: 'no' },
  ],
  'desk.messages.list': [{ id: 2 }, { id: 2, limit: 2, count: true }, { id: 99 }],
  'desk.messages.versions': [
    { id: 2, messageId: 1 },
    { id: 2, messageId: 3, count: true },
    { id: 2, messageId: 4 },
    { id: 2, messageId: 0 },
    { id: 2, messageId: 99 },
  ],
  'messages.search': [{ q: 'dias' }, { q: 'llamar' }, { q: '' }, { q: 'hola -dias' }],
  'desk.messages.search': [{ q: 'llamar' }, { q: 'todavia' }, { q: 'de' }],
  'desk.drafts.put': [
    { id: 2, kind: 'reply', body: 'Hol' },
    { id: 2, kind: 'reply', body: 'Hola' },
    { id: 99, kind: 'reply', body: 'x' },
  ],
  'desk.drafts.get': [
    { id: 2, kind: 'reply' },
    { id: 2, kind: 'note' },
    { id: 99, kind: 'note' },
  ],
  'desk.drafts.list': [{}, { limit: 1 }],
  'desk.drafts.delete': [
    { id: 2, kind: 'reply' },
    { id: 2, kind: 'reply' },
  ],
  'tickets.delete': [{ id: 1 }, { id: 1 }],
  'events.list': [
    {},
    { limit: 2 },
    { after: 3, types: ['ticket.updated', 'attachment.updated'] },
    { ticketId: 2, limit: 1000 },
    { ticketId: 99 },
    { after: -1 },
    { after: 9999 },
    { types: ['ticket.renamed'] },
    { cursor: 'nonsense' },
  ],
}

describe('REST, RPC, the client and its fake give the same answer', () => {
  const listed = Object.entries(calls).flatMap(([path, inputs]) => inputs.map((input) => ({ path, input })))
  // Streams do not end, and each stream ticket is another.
  const isComparable = ({ path, type, meta }: Operation) =>
    type !== 'subscription' && !meta.success.isSecret && !(path in calls)
  const others = operations.filter((operation) => operation.isRpc && isComparable(operation))
  const ids = { ticketId: 2, attachmentId: 2, uploadId: '', messageId: 1, pendingId: 2 } // these objects still exist
  const once = others.map(({ path }) => ({ path, input: operationRows[path].input(ids) }))

  it.each([...listed, ...once])('$path $input', async ({ path, input }) => {
    if (path === 'events.list') for (const { db } of [rest, rpc, client]) await numberEvents(db)
    const answer = comparable(await overRest(rest, path, input))
    expect(comparable(await overRpc(rpc, path, input))).toEqual(answer)
    expect(comparable(await overClient(client, path, input))).toEqual(answer)
    expect(comparable(await overClient(fake, path, input))).toEqual(answer)
  })
})
