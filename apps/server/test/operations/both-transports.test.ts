import { fakeSupport } from '@kinconecta/support-client/testing'
import type { RpcPath } from '@kinconecta/support-contracts'
import { describe, expect, it } from 'vitest'
import { numberEvents } from '../../src/events/sequencer.ts'
import { essence, overClient, overRest, overRpc } from '../support/both-transports.ts'
import { anAttachment, aTicket, useService } from '../support/harness.ts'

// A service with a database for each door: the same calls in the same order.
const rest = useService()
const rpc = useService()
const client = useService()
const fake = {
  url: 'http://support.test',
  fetch: fakeSupport({ now: () => client.clock.now }).fetch,
  send: () => Promise.reject(new Error('The fake speaks to the client alone')),
}

/** Inputs for every operation that RPC has and that repeats its answer: without a row, this does not compile. */
const calls: Record<Exclude<RpcPath, 'events.stream' | 'events.createStreamTicket'>, Record<string, unknown>[]> = {
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
    { ...aTicket, userId: null, unknownMember: true },
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
  const table = Object.entries(calls).flatMap(([path, inputs]) => inputs.map((input) => ({ path, input })))

  it.each(table)('$path $input', async ({ path, input }) => {
    if (path === 'events.list') for (const { db } of [rest, rpc, client]) await numberEvents(db)
    const answer = essence(await overRest(rest, path, input))
    expect(essence(await overRpc(rpc, path, input))).toEqual(answer)
    expect(essence(await overClient(client, path, input))).toEqual(answer)
    expect(essence(await overClient(fake, path, input))).toEqual(answer)
  })
})
