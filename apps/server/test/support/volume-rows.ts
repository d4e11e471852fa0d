import { expect } from 'vitest'
import type { Rows } from './operation-rows.ts'

const anyId = expect.any(Number) as number
const aMacro = { name: 'Urgent', changes: { priority: 'URGENT' } }

/** The rows of bulk changes and macros. */
export const volumeRows: Pick<Rows, Extract<keyof Rows, `desk.${'bulk' | 'macros'}.${string}`>> = {
  'desk.bulk.create': {
    names: 'nothing',
    input: ({ ticketId }) => ({ tickets: [{ id: ticketId || 1 }], changes: { priority: 'HIGH' } }),
    events: [], // its job writes them
  },
  'desk.bulk.list': { names: 'nothing', input: () => ({ limit: 1000 }) },
  'desk.bulk.get': { names: 'bulkId', input: ({ bulkId }) => ({ id: bulkId }) },
  'desk.bulk.results': { names: 'bulkId', input: ({ bulkId }) => ({ id: bulkId }) },
  'desk.bulk.cancel': { names: 'bulkId', input: ({ bulkId }) => ({ id: bulkId }), events: [] },
  'desk.bulk.undo': { names: 'endedBulkId', input: ({ endedBulkId }) => ({ id: endedBulkId }), events: [] },
  'desk.macros.list': { names: 'nothing', input: () => ({ limit: 1000 }) },
  'desk.macros.uses': { names: 'nothing', input: () => ({}) },
  'desk.macros.get': { names: 'macroId', input: ({ macroId }) => ({ id: macroId }) },
  'desk.macros.create': { names: 'nothing', input: () => aMacro, events: [] },
  'desk.macros.update': { names: 'macroId', input: ({ macroId }) => ({ id: macroId, ...aMacro }), events: [] },
  'desk.macros.delete': { names: 'macroId', input: ({ macroId }) => ({ id: macroId }), events: [] },
  'desk.macros.preview': { names: 'macroId', input: ({ ticketId, macroId }) => ({ id: ticketId, macroId }) },
  'desk.macros.apply': {
    names: 'macroId',
    input: ({ ticketId, macroId }) => ({ id: ticketId, macroId }),
    events: [
      { type: 'note.created', data: { messageId: anyId, authorKind: 'agent' } },
      { type: 'ticket.priority_changed', data: { from: 'NORMAL', to: 'URGENT' } },
    ],
  },
}
