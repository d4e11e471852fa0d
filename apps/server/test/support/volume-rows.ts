import { expect } from 'vitest'

/** The ids of bulk changes and macros that an input can contain. */
export interface VolumeIds {
  /** A bulk change of the caller that has not begun. */
  bulkId: number
  /** A bulk change of the caller that has ended. */
  endedBulkId: number
  /** A macro of the caller that writes a note and changes the priority. */
  macroId: number
}

export const NO_VOLUME_IDS: VolumeIds = { bulkId: 9_000_000, endedBulkId: 9_000_000, macroId: 9_000_000 }

type Ids = VolumeIds & { ticketId: number }

const anyId = expect.any(Number) as number
const aMacro = { name: 'Urgent', changes: { priority: 'URGENT' } }

/** The rows of bulk changes and macros. */
export const volumeRows = {
  'desk.bulk.create': {
    names: 'nothing' as const,
    input: ({ ticketId }: Ids) => ({ tickets: [{ id: ticketId || 1 }], changes: { priority: 'HIGH' } }),
    events: [], // its job writes them
  },
  'desk.bulk.list': { names: 'nothing' as const, input: () => ({ limit: 1000 }) },
  'desk.bulk.get': { names: 'bulkId' as const, input: ({ bulkId }: Ids) => ({ id: bulkId }) },
  'desk.bulk.results': { names: 'bulkId' as const, input: ({ bulkId }: Ids) => ({ id: bulkId }) },
  'desk.bulk.cancel': { names: 'bulkId' as const, input: ({ bulkId }: Ids) => ({ id: bulkId }), events: [] },
  'desk.bulk.undo': {
    names: 'endedBulkId' as const,
    input: ({ endedBulkId }: Ids) => ({ id: endedBulkId }),
    events: [],
  },
  'desk.macros.list': { names: 'nothing' as const, input: () => ({ limit: 1000 }) },
  'desk.macros.uses': { names: 'nothing' as const, input: () => ({}) },
  'desk.macros.get': { names: 'macroId' as const, input: ({ macroId }: Ids) => ({ id: macroId }) },
  'desk.macros.create': { names: 'nothing' as const, input: () => aMacro, events: [] },
  'desk.macros.update': {
    names: 'macroId' as const,
    input: ({ macroId }: Ids) => ({ id: macroId, ...aMacro }),
    events: [],
  },
  'desk.macros.delete': { names: 'macroId' as const, input: ({ macroId }: Ids) => ({ id: macroId }), events: [] },
  'desk.macros.preview': {
    names: 'macroId' as const,
    input: ({ ticketId, macroId }: Ids) => ({ id: ticketId, macroId }),
  },
  'desk.macros.apply': {
    names: 'macroId' as const,
    input: ({ ticketId, macroId }: Ids) => ({ id: ticketId, macroId }),
    events: [
      { type: 'note.created' as const, data: { messageId: anyId, authorKind: 'agent' as const } },
      { type: 'ticket.priority_changed' as const, data: { from: 'NORMAL' as const, to: 'URGENT' as const } },
    ],
  },
}
