import { createSupportClient } from '@kinconecta/support-client'
import { type FakeSupport, fakeSupport } from '@kinconecta/support-client/testing'
import { type Operation, operations, type RpcPath } from '@kinconecta/support-contracts'
import { beforeAll, describe, expect, it } from 'vitest'
import { numberEvents } from '../../src/events/sequencer.ts'
import { comparable, overClient, overRest, overRpc } from '../support/both-transports.ts'
import { anAttachment, aTicket, useService } from '../support/harness.ts'
import { HOOK, NO_IDS, operationRows } from '../support/operation-rows.ts'

// Each transport has a service and a database of its own, and gets the same calls in the same order.
const rest = useService()
const rpc = useService()
const client = useService()
let inMemory: FakeSupport | undefined // created when the clock of its service is set
const fake = {
  url: 'http://support.test',
  fetch: (async (input, init) => {
    inMemory ??= fakeSupport({ now: () => client.clock.now })
    return inMemory.fetch(input, init)
  }) as typeof fetch,
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
  'desk.tickets.get': [{ id: 1 }, { id: 99 }],
  'desk.tickets.update': [
    { id: 1, tags: ['VIP', 'refund', 'vip'], priority: 'URGENT' },
    { id: 1, tags: ['refund', 'Vip', 'new'], waitingOn: 'requester' },
    { id: 1, waitingOn: 'third_party' },
    { id: 2, waitingOn: 'agent' },
    { id: 2, priority: 'LOW', tags: ['new'] },
    { id: 1 },
    { id: 1, tags: [' x'] },
    { id: 1, tags: Array.from({ length: 21 }, (_, index) => `tag ${index}`) },
    { id: 99, priority: 'LOW' },
  ],
  'desk.tickets.transition': [
    { id: 1, transition: { name: 'start' } },
    { id: 1, transition: { name: 'reopen' } },
    { id: 1, transition: { name: 'start' } },
    { id: 1, transition: { name: 'resolve' } },
    { id: 1, transition: { name: 'resolve', resolutionCode: 'DUPLICATE' } },
    { id: 1, transition: { name: 'resolve', resolutionCode: 'SOLVED' } },
    { id: 1, transition: { name: 'close_as_duplicate', duplicateOf: 1 } },
    { id: 1, transition: { name: 'close_as_duplicate', duplicateOf: 99 } },
    { id: 1, transition: { name: 'close_as_duplicate', duplicateOf: 2 } },
    { id: 2, transition: { name: 'reopen_closed' } },
    { id: 2, transition: { name: 'close_as_duplicate', duplicateOf: 1 } },
    { id: 1, transition: { name: 'reopen_closed' } },
    { id: 99, transition: { name: 'start' } },
    { id: 1, transition: { name: 'explode' } },
  ],
  'desk.teams.create': [
    { name: 'Refunds', assignment: 'round_robin', memberIds: ['anyone', 'anyone'] },
    { name: 'Bookings' },
    { name: 'refunds' },
    { name: 'Nobody', memberIds: ['nobody'] },
    { name: '' },
  ],
  'desk.teams.get': [{ id: 1 }, { id: 99 }],
  'desk.teams.list': [{}, { limit: 1, count: true }, { cursor: 'nonsense' }],
  'desk.teams.update': [
    { id: 1, assignment: 'least_loaded' },
    { id: 1, name: 'BOOKINGS' },
    { id: 1, name: 'REFUNDS' },
    { id: 99, name: 'X' },
  ],
  'desk.tickets.assign': [
    { id: 1, teamId: 1 },
    { id: 1, teamId: 1 },
    { id: 1, agentId: null },
    { id: 1, teamId: 2, agentId: null },
    { id: 1, teamId: 99 },
    { id: 1, agentId: 'nobody' },
    { id: 99, agentId: 'anyone' },
    { id: 1, agentId: 1 },
    { id: 1, teamId: null, agentId: 'anyone' },
    { id: 2, teamId: 1 },
  ],
  'desk.tickets.take': [{ id: 1 }, { id: 1, force: true }, { id: 99 }],
  'desk.tickets.release': [{ id: 1 }, { id: 1 }],
  'desk.tickets.snooze': [
    { id: 1, until: '2026-03-12T08:00+02:00' },
    { id: 1, untilReply: true },
    { id: 1, until: '2026-03-11T10:30:00' },
    { id: 1, until: '2027-06-01T00:00:00Z' },
    { id: 1, until: '2026-03-12T08:00:00Z', untilReply: true },
    { id: 1 },
  ],
  'desk.tickets.unsnooze': [{ id: 1 }, { id: 1 }],
  'desk.tickets.follow': [{ id: 1 }, { id: 1 }],
  'desk.tickets.unfollow': [{ id: 1 }, { id: 1 }],
  'desk.agents.list': [{}, { limit: 1, count: true }, { cursor: 'nonsense' }],
  'desk.agents.get': [{ id: 'anyone' }, { id: 'nobody' }],
  'desk.agents.me': [{}],
  'desk.agents.update': [
    { id: 'anyone', isAway: true },
    { id: 'anyone', isDisabled: true },
    { id: 'anyone', isAway: false, isDisabled: false },
    { id: 'nobody', isAway: true },
  ],
  'desk.teams.delete': [{ id: 1 }, { id: 2 }, { id: 2 }],
  'desk.tags.list': [{}, { limit: 1, count: true }, { cursor: 'nonsense' }],
  'desk.tags.rename': [
    { id: 1, name: 'Very important' },
    { id: 1, name: 'REFUND' },
    { id: 99, name: 'x' },
    { id: 1, name: 'x'.repeat(51) },
  ],
  'desk.tags.merge': [
    { id: 1, into: 2 },
    { id: 1, into: 2 },
    { id: 2, into: 2 },
    { id: 2, into: 99 },
    { id: 2, into: 3 },
  ],
  'desk.requesters.get': [
    { userId: 42 },
    { email: 'ANA@example.com' },
    { email: 'nobody@example.com' },
    {},
    { userId: 42, email: 'ana@example.com' },
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
  'desk.tickets.list': [
    {},
    { limit: 1 },
    { limit: 0 },
    { cursor: 'nonsense' },
    { count: true, status: ['OPEN', 'CLOSED'], priority: ['NORMAL', 'URGENT'], waitingOn: ['agent', 'requester'] },
    { assigneeId: 'me' },
    { assigneeId: 'none', hasTeam: false, isSnoozed: false, sort: 'createdAt' },
    { assigneeId: 'agent-7', teamId: 1 },
    { assigneeId: '' },
    { tags: ['nobody has this tag'] },
    { tags: [''] },
    { isUnread: true, sort: '-priority' },
    { isUnread: false, sort: 'priority' },
    { q: 'cambio', sort: 'lastActivityAt', count: true },
    { q: 'nothing', count: true },
    { q: '' },
    { priority: ['HIGHEST'] },
    { sort: 'relevance' },
    { updatedSince: '2999-01-01T00:00:00' },
  ],
  'tickets.timeline': [{ id: 2 }, { id: 2, limit: 1 }, { id: 99 }, { id: 2, cursor: 'nonsense' }, { id: 0 }],
  'desk.tickets.timeline': [{ id: 2 }, { id: 2, limit: 1 }, { id: 99 }, { id: 2, cursor: 'nonsense' }],
  'desk.tickets.markRead': [{ id: 2 }, { id: 99 }, { id: -1 }],
  'desk.views.create': [
    { name: 'Mine', query: { assigneeId: 'me', status: ['OPEN'], unknownFilter: true } },
    { name: 'Searched', isShared: true, query: { q: 'cambio', sort: '-priority' } },
    { name: 'Nothing', query: { q: '!' } },
    { name: 'Unread', query: { isUnread: true } },
    { name: '', query: {} },
    { name: 'Wrong', query: { priority: ['HIGHEST'] } },
    { name: 'Without a query' },
  ],
  'desk.views.update': [
    { id: 1, name: 'All', query: {} },
    { id: 2, name: 'Searched', isShared: false, query: { q: 'cambio' } },
    { id: 99, name: 'All', query: {} },
  ],
  'desk.views.get': [{ id: 1 }, { id: 2 }, { id: 99 }],
  'desk.views.list': [{}, { limit: 1 }, { cursor: 'nonsense' }],
  'desk.views.counts': [{}, { viewIds: [3, 1, 99, 1] }, { viewIds: [0] }],
  'desk.views.delete': [{ id: 1 }, { id: 1 }],
  'desk.presence.beat': [
    { ticketId: 2, state: 'typing' },
    { ticketId: 99, state: 'viewing' },
    { ticketId: 2, state: 'asleep' },
  ],
  'desk.presence.list': [{ ticketIds: [99, 2] }, { ticketIds: [0] }],
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
  'webhooks.list': [{}, { limit: 1 }, { cursor: 'nonsense' }],
  'webhooks.get': [{ id: 1 }, { id: 99 }],
  'webhooks.update': [
    { id: 1, types: ['ticket.created'], payload: 'full', description: 'Copies' },
    { id: 1, url: 'http://93.184.215.14/hook' },
    { id: 1, url: 'nonsense' },
    { id: 1, types: [] },
    { id: 1, types: null },
    { id: 99, description: '' },
  ],
  'webhooks.getStatus': [{ id: 1 }, { id: 99 }],
  'webhooks.listDeliveries': [{ id: 1 }, { id: 99 }, { id: 1, outcome: 'lost' }, { id: 1, cursor: 'nonsense' }],
  'webhooks.replay': [
    { id: 1, position: 1 },
    { id: 1, from: 2, to: 1 },
    { id: 1, from: 1, to: 9999 },
    { id: 1 },
    { id: 99, position: 1 },
  ],
  'webhooks.delete': [{ id: 1 }, { id: 1 }],
}

// Their secrets differ, so the creations are not compared.
beforeAll(async () => {
  for (const service of [rest, rpc, client, fake]) {
    const { webhooks } = createSupportClient({ url: service.url, ...('fetch' in service && { fetch: service.fetch }) })
    for (let count = 0; count < 2; count++) await webhooks.create({ url: HOOK, isEnabled: false })
  }
})

describe('REST, RPC, the client and its fake give the same answer', () => {
  const listed = Object.entries(calls).flatMap(([path, inputs]) => inputs.map((input) => ({ path, input })))
  // Streams do not end, and each stream ticket and each test event is another.
  const isComparable = ({ path, type, meta }: Operation) =>
    type !== 'subscription' && !meta.success.isSecret && path !== 'webhooks.test' && !(path in calls)
  const others = operations.filter((operation) => operation.isRpc && isComparable(operation))
  const ids = { ...NO_IDS, ticketId: 2, attachmentId: 2, viewId: 2, webhookId: 2, messageId: 1, pendingId: 2 } // these objects still exist
  const once = others.map(({ path }) => ({ path, input: operationRows[path].input(ids) }))

  it.each([...listed, ...once])('$path $input', async ({ path, input }) => {
    const readsLog = /^(events|webhooks)\.|timeline$/.test(path)
    if (readsLog) for (const { db } of [rest, rpc, client]) await numberEvents(db)
    const answer = comparable(await overRest(rest, path, input))
    expect(comparable(await overRpc(rpc, path, input))).toEqual(answer)
    expect(comparable(await overClient(client, path, input))).toEqual(answer)
    expect(comparable(await overClient(fake, path, input))).toEqual(answer)
  })
})
