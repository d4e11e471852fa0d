import type { EventType } from '@kinconecta/support-client'

/** All types of events. The compiler reports one that is missing. */
const TYPES: Record<EventType, true> = {
  'ticket.created': true,
  'ticket.updated': true,
  'ticket.status_changed': true,
  'ticket.rated': true,
  'ticket.deleted': true,
  'ticket.resolution_changed': true,
  'ticket.assigned': true,
  'ticket.priority_changed': true,
  'ticket.tags_changed': true,
  'ticket.waiting_on_changed': true,
  'ticket.snoozed': true,
  'ticket.unsnoozed': true,
  'ticket.follower_added': true,
  'ticket.follower_removed': true,
  'ticket.sla_warning': true,
  'ticket.sla_breached': true,
  'attachment.created': true,
  'attachment.updated': true,
  'attachment.deleted': true,
  'file.scanned': true,
  'message.created': true,
  'message.updated': true,
  'note.created': true,
  'note.updated': true,
  'internal_attachment.created': true,
  'internal_attachment.updated': true,
  'internal_attachment.deleted': true,
  'internal_file.scanned': true,
}

export const EVENT_TYPES = Object.keys(TYPES) as EventType[]
