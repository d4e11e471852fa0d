import type { Calls } from './calls-of-tickets.ts'

const resolve = { name: 'resolve', resolutionCode: 'SOLVED' }

/** Bulk changes of the tickets 1 and 2. Each bulk change is made before the next call of `desk.bulk`. */
export const callsOfBulk: Calls = {
  'desk.bulk.create': [
    {
      tickets: [{ id: 2 }, { id: 1, ifVersion: 1 }, { id: 99 }],
      changes: { priority: 'LOW', tags: { add: ['bulk', 'Vip'], remove: ['refund', 'nobody has it'] } },
    },
    { filter: {}, changes: { transition: resolve, assign: { agentId: 'me' } } },
    { tickets: [{ id: 1 }, { id: 2 }], changes: { transition: resolve, snooze: { forMinutes: 5 } }, atomic: true },
    { filter: { q: 'cambio', assigneeId: 'me' }, changes: { tags: { set: ['found'] } }, atomic: true },
    { filter: { status: ['CLOSED'] }, changes: { transition: { name: 'reopen_closed' }, waitingOn: 'third_party' } },
    { tickets: [{ id: 1 }], changes: { assign: { agentId: 'nobody' } } },
    { tickets: [{ id: 1 }], changes: { assign: { teamId: 99 } } },
    { tickets: [{ id: 1 }], changes: { snooze: { until: '2020-01-01T00:00:00' } } },
    { tickets: [{ id: 1 }], changes: {} },
    { tickets: [], changes: { priority: 'LOW' } },
    { tickets: [{ id: 1 }, { id: 1 }], changes: { priority: 'LOW' } },
    { tickets: [{ id: 1 }], filter: {}, changes: { priority: 'LOW' } },
    { filter: { sort: 'relevance', priority: ['HIGHEST'] }, changes: { priority: 'LOW' } },
  ],
  'desk.bulk.get': [{ id: 1 }, { id: 2 }, { id: 3 }, { id: 4 }, { id: 5 }, { id: 99 }],
  'desk.bulk.results': [
    { id: 1 },
    { id: 2, limit: 1 },
    { id: 3 },
    { id: 4 },
    { id: 5 },
    { id: 1, outcome: ['failed', 'rolled_back'] },
    { id: 1, outcome: ['lost'] },
    { id: 1, cursor: 'nonsense' },
    { id: 99 },
  ],
  'desk.bulk.cancel': [{ id: 1 }, { id: 99 }],
  'desk.bulk.undo': [{ id: 2 }, { id: 2 }, { id: 4 }, { id: 3 }, { id: 99 }, { id: 6 }],
  'desk.bulk.list': [{}, { limit: 1 }, { cursor: 'nonsense' }],
}

/** Macros, on the ticket 2. They come after the calls that name messages by their ids. */
export const callsOfMacros: Calls = {
  'desk.macros.create': [
    {
      name: 'Answer',
      isShared: true,
      reply: { kind: 'reply', body: 'Hola {{requester.firstName}} ({{ requester.name }}, {{requester.email}})' },
      changes: { transition: resolve, tags: { add: ['answered'] }, unknown: true },
    },
    { name: 'Note', reply: { kind: 'note', body: '{{ticket.id}} {{ticket.subject}} {{agent.name}}' } },
    { name: 'Fields', changes: { priority: 'URGENT', waitingOn: 'third_party', snooze: { untilReply: true } } },
    { name: 'Nothing' },
    { name: 'Nothing', changes: {}, reply: null },
    { name: 'Unknown', reply: { kind: 'note', body: 'Hola {{requester.phone}}' } },
    { name: 'Open', reply: { kind: 'note', body: 'Hola {{requester.name' } },
    { name: 'Team', teamId: 1, changes: { priority: 'LOW' } },
    { name: 'Team', teamId: 99, isShared: true, changes: { priority: 'LOW' } },
    { name: '', changes: { priority: 'LOW' } },
  ],
  'desk.macros.get': [{ id: 1 }, { id: 2 }, { id: 99 }],
  'desk.macros.list': [{}, { limit: 1 }, { cursor: 'nonsense' }],
  'desk.macros.update': [
    { id: 2, name: 'Note', reply: { kind: 'note', body: '{{ticket.id}} {{agent.name}}' } },
    { id: 2, name: 'Note', changes: { tags: {} } },
    { id: 99, name: 'Note', changes: { priority: 'LOW' } },
  ],
  'desk.macros.apply': [
    { id: 2, macroId: 2 },
    { id: 2, macroId: 3, sendAfterSeconds: 61 },
    { id: 2, macroId: 3, body: 'Not used' },
    { id: 99, macroId: 1 },
    { id: 2, macroId: 99 },
  ],
  'desk.macros.preview': [
    { id: 2, macroId: 1 },
    { id: 2, macroId: 2 },
    { id: 2, macroId: 3 },
    { id: 99, macroId: 1 },
    { id: 2, macroId: 99 },
  ],
  'desk.macros.uses': [{}, { macroIds: [3, 99, 2, 3] }, { macroIds: [0] }],
  'desk.macros.delete': [{ id: 3 }, { id: 3 }],
}
