import type { ErrorCode, OperationErrors, OperationPath, SupportEvent } from '@kinconecta/support-contracts'
import { expect } from 'vitest'
import { anAttachment, aTicket } from './harness.ts'
import type { Ids } from './operation-ids.ts'
import { rowsOfMerges } from './rows-of-merges.ts'
import { volumeRows } from './volume-rows.ts'
import { reportRows } from './report-rows.ts'
import { rowsOfRatings } from './rows-of-ratings.ts'
import { rowsOfServiceLevels } from './rows-of-service-levels.ts'

export { type Ids, NO_IDS } from './operation-ids.ts'

/** How a test calls an operation. */
export interface OperationRow {
  /** The object that the input refers to, which the caller must be allowed to reach. */
  names: keyof Ids | 'nothing'
  input(ids: Ids): Record<string, unknown>
  /** The operation that has to precede it, by the same caller and with the same ids, for it to change something. */
  after?: OperationPath
  /** The error code of an allowed call if it cannot succeed in a test. By default an allowed call succeeds. */
  allowed?: ErrorCode
}

/** The paths of all mutations. */
export type MutationPath = {
  [Path in OperationPath]: 'IDEMPOTENCY_IN_FLIGHT' extends OperationErrors[Path] ? Path : never
}[OperationPath]

/** How a test calls a mutation. */
interface MutationRow extends OperationRow {
  /** The events that the call writes. */
  events: readonly Pick<SupportEvent, 'type' | 'data'>[]
}

type Rows = { [Path in OperationPath]: Path extends MutationPath ? MutationRow : OperationRow }

const aView = { name: 'Urgent', query: { priority: ['URGENT'] } }
/** A URL with a public address, which is not looked up. Nothing is sent to it, because its webhooks are disabled. */
export const HOOK = 'https://93.184.215.14/hook'

const anyId = expect.any(Number) as number
// A reply that was sent before may have changed it.
const anyStatus = expect.any(String) as 'agent'
const created = {
  type: 'ticket.created',
  data: { status: 'OPEN', category: 'GENERAL', roleContext: expect.any(String) },
} as const
const attached = { type: 'attachment.created', data: { attachmentId: anyId } } as const

const anyText = expect.any(String) as string
const nobody = { fromAgentId: null, toAgentId: null, fromTeamId: null, toTeamId: null }
const assigned = { type: 'ticket.assigned', data: { ...nobody, toAgentId: anyText } } as const
const onTicket = ({ ticketId }: Ids) => ({ id: ticketId })

/** One row per operation. If a row is missing, this does not compile. */
export const operationRows: Rows = {
  'tickets.create': { names: 'nothing', input: () => aTicket, events: [created] },
  'tickets.createWithFiles': { names: 'nothing', input: () => aTicket, events: [created, attached] },
  'tickets.list': { names: 'nothing', input: () => ({ limit: 1000 }) },
  'tickets.get': { names: 'ticketId', input: ({ ticketId }) => ({ id: ticketId }) },
  'tickets.timeline': { names: 'ticketId', input: ({ ticketId }) => ({ id: ticketId, limit: 1000 }) },
  'tickets.update': {
    names: 'ticketId',
    input: ({ ticketId }) => ({ id: ticketId, ...aTicket, subject: 'Otro asunto' }),
    events: [{ type: 'ticket.updated', data: { changedFields: ['subject'] } }],
  },
  'tickets.delete': {
    names: 'ticketId',
    input: ({ ticketId }) => ({ id: ticketId }),
    events: [{ type: 'ticket.deleted', data: {} }],
  },
  'tickets.rotateToken': { names: 'ticketId', input: ({ ticketId }) => ({ id: ticketId }), events: [] },
  'messages.list': { names: 'ticketId', input: ({ ticketId }) => ({ id: ticketId }) },
  'messages.search': { names: 'nothing', input: () => ({ q: 'hola', limit: 1000 }) },
  'messages.create': {
    names: 'ticketId',
    input: ({ ticketId }) => ({ id: ticketId, body: 'Ya funciona' }),
    events: [{ type: 'message.created', data: { messageId: anyId, authorKind: 'agent' } }],
  },
  'messages.update': {
    names: 'ticketId',
    input: ({ ticketId, messageId }) => ({ id: ticketId, messageId, body: 'Ya no funciona' }),
    events: [{ type: 'message.updated', data: { messageId: anyId, authorKind: 'agent' } }],
  },
  ...rowsOfRatings,
  ...rowsOfMerges,
  'attachments.create': {
    names: 'ticketId',
    input: ({ ticketId }) => ({ ...anAttachment, ticketId }),
    events: [attached],
  },
  'attachments.list': { names: 'nothing', input: () => ({ limit: 1000 }) },
  'attachments.get': { names: 'attachmentId', input: ({ attachmentId }) => ({ id: attachmentId }) },
  'attachments.update': {
    names: 'attachmentId',
    input: ({ attachmentId, ticketId }) => ({
      id: attachmentId,
      ticketId,
      fileName: 'estado.png',
      fileUrl: `https://support.test/api/support_ticket_attachments/${attachmentId}/file`,
    }),
    events: [{ type: 'attachment.updated', data: { attachmentId: anyId, changedFields: expect.any(Array) } }],
  },
  'attachments.delete': {
    names: 'attachmentId',
    input: ({ attachmentId }) => ({ id: attachmentId }),
    events: [{ type: 'attachment.deleted', data: { attachmentId: anyId } }],
  },
  'attachments.link': { names: 'attachmentId', input: ({ attachmentId }) => ({ id: attachmentId }) },
  'attachments.upload': { names: 'ticketId', input: ({ ticketId }) => ({ ticketId }), events: [attached] },
  'attachments.startUpload': {
    names: 'ticketId',
    input: ({ ticketId }) => ({ ticketId, fileName: 'a.png', mimeType: 'image/png', fileSizeBytes: 5 }),
    events: [],
  },
  'attachments.completeUpload': {
    names: 'uploadId',
    input: ({ uploadId }) => ({ uploadId }),
    allowed: 'UPLOAD_INCOMPLETE',
    events: [attached],
  },
  'attachments.download': { names: 'attachmentId', input: ({ attachmentId }) => ({ id: attachmentId }) },
  'attachments.thumbnail': { names: 'attachmentId', input: ({ attachmentId }) => ({ id: attachmentId }) },
  'events.list': { names: 'nothing', input: () => ({ limit: 1000 }) },
  'events.stream': { names: 'nothing', input: () => ({}) },
  'events.createStreamTicket': { names: 'nothing', input: () => ({}), events: [] },
  'desk.tickets.list': { names: 'nothing', input: () => ({ limit: 1000 }) },
  'desk.tickets.timeline': { names: 'ticketId', input: ({ ticketId }) => ({ id: ticketId, limit: 1000 }) },
  'desk.tickets.markRead': { names: 'ticketId', input: ({ ticketId }) => ({ id: ticketId }), events: [] },
  'desk.views.list': { names: 'nothing', input: () => ({ limit: 1000 }) },
  'desk.views.counts': { names: 'nothing', input: () => ({}) },
  'desk.views.get': { names: 'viewId', input: ({ viewId }) => ({ id: viewId }) },
  'desk.views.create': { names: 'nothing', input: () => aView, events: [] },
  'desk.views.update': { names: 'viewId', input: ({ viewId }) => ({ id: viewId, ...aView }), events: [] },
  'desk.views.delete': { names: 'viewId', input: ({ viewId }) => ({ id: viewId }), events: [] },
  ...rowsOfServiceLevels,
  'desk.presence.beat': { names: 'ticketId', input: ({ ticketId }) => ({ ticketId, state: 'viewing' }), events: [] },
  'desk.presence.list': { names: 'nothing', input: ({ ticketId }) => ({ ticketIds: [ticketId || 1] }) },
  'apiKeys.create': { names: 'nothing', input: () => ({ name: 'Reporting', scopes: ['tickets:read'] }), events: [] },
  'apiKeys.list': { names: 'nothing', input: () => ({ limit: 1000 }) },
  'apiKeys.revoke': { names: 'apiKeyId', input: ({ apiKeyId }) => ({ id: apiKeyId }), events: [] },
  'webhooks.create': { names: 'nothing', input: () => ({ url: HOOK, isEnabled: false }), events: [] },
  'webhooks.list': { names: 'nothing', input: () => ({ limit: 1000 }) },
  'webhooks.get': { names: 'webhookId', input: ({ webhookId }) => ({ id: webhookId }) },
  'webhooks.getStatus': { names: 'webhookId', input: ({ webhookId }) => ({ id: webhookId }) },
  'webhooks.update': {
    names: 'webhookId',
    input: ({ webhookId }) => ({ id: webhookId, description: 'Copies tickets' }),
    events: [],
  },
  'webhooks.delete': { names: 'webhookId', input: ({ webhookId }) => ({ id: webhookId }), events: [] },
  'webhooks.rotateSecret': { names: 'webhookId', input: ({ webhookId }) => ({ id: webhookId }), events: [] },
  'webhooks.test': { names: 'webhookId', input: ({ webhookId }) => ({ id: webhookId }), events: [] },
  'webhooks.listDeliveries': { names: 'webhookId', input: ({ webhookId }) => ({ id: webhookId }) },
  'webhooks.replay': {
    names: 'webhookId',
    input: ({ webhookId }) => ({ id: webhookId, failedSince: '2026-03-11T10:30:00' }),
    events: [],
  },
  'desk.tickets.get': { names: 'ticketId', input: onTicket },
  'desk.tickets.update': {
    names: 'ticketId',
    input: ({ ticketId }) => ({ id: ticketId, priority: 'HIGH', waitingOn: 'third_party', tags: ['vip'] }),
    events: [
      { type: 'ticket.waiting_on_changed', data: { from: anyStatus, to: 'third_party' } },
      { type: 'ticket.priority_changed', data: { from: 'NORMAL', to: 'HIGH' } },
      { type: 'ticket.tags_changed', data: { addedTagIds: [anyId], removedTagIds: [] } },
    ],
  },
  'desk.tickets.transition': {
    names: 'ticketId',
    input: ({ ticketId }) => ({ id: ticketId, transition: { name: 'resolve', resolutionCode: 'WORKAROUND' } }),
    events: [
      { type: 'ticket.status_changed', data: { from: 'OPEN', to: 'RESOLVED' } },
      { type: 'ticket.resolution_changed', data: { resolutionCode: 'WORKAROUND', duplicateOf: null } },
    ],
  },
  'desk.tickets.assign': {
    names: 'ticketId',
    input: ({ ticketId, agentId }) => ({ id: ticketId, agentId }),
    events: [assigned],
  },
  'desk.tickets.take': { names: 'ticketId', input: onTicket, events: [assigned] },
  'desk.tickets.release': {
    names: 'ticketId',
    after: 'desk.tickets.take',
    input: onTicket,
    events: [{ type: 'ticket.assigned', data: { ...nobody, fromAgentId: anyText } }],
  },
  'desk.tickets.snooze': {
    names: 'ticketId',
    input: ({ ticketId }) => ({ id: ticketId, untilReply: true }),
    events: [{ type: 'ticket.snoozed', data: { until: null } }],
  },
  'desk.tickets.unsnooze': {
    names: 'ticketId',
    after: 'desk.tickets.snooze',
    input: onTicket,
    events: [{ type: 'ticket.unsnoozed', data: {} }],
  },
  'desk.tickets.follow': {
    names: 'ticketId',
    input: onTicket,
    events: [{ type: 'ticket.follower_added', data: { agentId: anyText } }],
  },
  'desk.tickets.unfollow': {
    names: 'ticketId',
    after: 'desk.tickets.follow',
    input: onTicket,
    events: [{ type: 'ticket.follower_removed', data: { agentId: anyText } }],
  },
  'desk.agents.list': { names: 'nothing', input: () => ({ limit: 1000 }) },
  'desk.agents.get': { names: 'agentId', input: ({ agentId }) => ({ id: agentId }) },
  'desk.agents.me': { names: 'nothing', input: () => ({}) },
  'desk.agents.update': { names: 'agentId', input: ({ agentId }) => ({ id: agentId, isAway: true }), events: [] },
  'desk.teams.list': { names: 'nothing', input: () => ({ limit: 1000 }) },
  'desk.teams.get': { names: 'teamId', input: ({ teamId }) => ({ id: teamId }) },
  'desk.teams.create': { names: 'nothing', input: () => ({ name: crypto.randomUUID() }), events: [] },
  'desk.teams.update': {
    names: 'teamId',
    input: ({ teamId }) => ({ id: teamId, assignment: 'least_loaded' }),
    events: [],
  },
  'desk.teams.delete': { names: 'teamId', input: ({ teamId }) => ({ id: teamId }), events: [] },
  'desk.tags.list': { names: 'nothing', input: () => ({ limit: 1000 }) },
  'desk.tags.rename': { names: 'tagId', input: ({ tagId }) => ({ id: tagId, name: `renamed ${tagId}` }), events: [] },
  'desk.tags.merge': {
    names: 'tagId',
    input: ({ tagId, otherTagId }) => ({ id: tagId, into: otherTagId }),
    events: [],
  },
  'desk.requesters.get': { names: 'nothing', input: () => ({ email: aTicket.email }) },
  'desk.messages.list': { names: 'ticketId', input: ({ ticketId }) => ({ id: ticketId }) },
  'desk.messages.search': { names: 'nothing', input: () => ({ q: 'hola', limit: 1000 }) },
  'desk.messages.create': {
    names: 'ticketId',
    input: ({ ticketId }) => ({ id: ticketId, kind: 'note', body: 'Lo miro mañana' }),
    events: [{ type: 'note.created', data: { messageId: anyId, authorKind: 'agent' } }],
  },
  'desk.messages.update': {
    names: 'ticketId',
    input: ({ ticketId, messageId }) => ({ id: ticketId, messageId, body: 'Lo hemos corregido' }),
    events: [{ type: 'message.updated', data: { messageId: anyId, authorKind: 'agent' } }],
  },
  'desk.messages.cancel': {
    names: 'ticketId',
    input: ({ ticketId, pendingId }) => ({ id: ticketId, messageId: pendingId }),
    events: [],
  },
  'desk.messages.versions': {
    names: 'ticketId',
    input: ({ ticketId, messageId }) => ({ id: ticketId, messageId }),
  },
  'desk.drafts.list': { names: 'nothing', input: () => ({ limit: 1000 }) },
  'desk.drafts.get': { names: 'ticketId', input: ({ ticketId }) => ({ id: ticketId, kind: 'reply' }) },
  'desk.drafts.put': {
    names: 'ticketId',
    input: ({ ticketId }) => ({ id: ticketId, kind: 'note', body: 'Lo miro' }),
    events: [],
  },
  'desk.drafts.delete': {
    names: 'ticketId',
    input: ({ ticketId }) => ({ id: ticketId, kind: 'reply' }),
    events: [],
  },
  ...volumeRows,
  ...reportRows,
  'desk.attachments.upload': {
    names: 'ticketId',
    input: ({ ticketId }) => ({ ticketId }),
    events: [{ type: 'internal_attachment.created', data: { attachmentId: anyId } }],
  },
}
