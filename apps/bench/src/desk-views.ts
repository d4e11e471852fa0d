import type { DeskTicketFilters } from '@kinconecta/support-contracts'

const open: DeskTicketFilters = { status: ['OPEN', 'IN_PROGRESS'] }

/** The 20 views of an agent's sidebar. Half of them match more than 1,000 of 20,000 open tickets, others few. */
export const VIEWS: Record<string, DeskTicketFilters> = {
  open,
  mine: { ...open, assigneeId: 'me' },
  'mine, urgent': { ...open, assigneeId: 'me', priority: ['URGENT'] },
  'mine, unread': { ...open, assigneeId: 'me', isUnread: true },
  'of a colleague': { ...open, assigneeId: '17' },
  unassigned: { ...open, assigneeId: 'none' },
  'unassigned, urgent': { ...open, assigneeId: 'none', priority: ['URGENT'] },
  'unassigned, without a team': { ...open, assigneeId: 'none', hasTeam: false },
  'of a team': { ...open, teamId: 3 },
  'of a team, unassigned': { ...open, teamId: 3, assigneeId: 'none' },
  'of a team, waiting for an agent': { ...open, teamId: 4, waitingOn: ['agent'] },
  urgent: { ...open, priority: ['URGENT'] },
  'urgent or high, waiting for an agent': { ...open, priority: ['HIGH', 'URGENT'], waitingOn: ['agent'] },
  'waiting for the requester': { ...open, waitingOn: ['requester'] },
  'waiting for a third party, snoozed': { ...open, waitingOn: ['third_party'], isSnoozed: true },
  snoozed: { ...open, isSnoozed: true },
  unread: { ...open, isUnread: true },
  'with a tag': { ...open, tags: ['tag-7'] },
  'of guides, about verification': { ...open, roleContext: ['GUIDE'], category: ['VERIFICACION_GUIAS'] },
  'new, of payments': { status: ['OPEN'], category: ['PAGOS_FACTURACION'], sort: '-createdAt' },
}
