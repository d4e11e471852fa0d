import { NO_VOLUME_IDS, type VolumeIds } from './volume-rows.ts'
import { NO_SERVICE_LEVELS, type ServiceLevelIds } from './rows-of-service-levels.ts'

/** The ids that the input of an operation can contain. */
export interface Ids extends ServiceLevelIds, VolumeIds {
  ticketId: number
  attachmentId: number
  uploadId: string
  /** A view of the caller. */
  viewId: number
  webhookId: number
  apiKeyId: number
  agentId: string
  /** A team without tickets. */
  teamId: number
  tagId: number
  otherTagId: number
  /** A reply that the caller has written. */
  messageId: number
  /** A reply of the caller that is not sent yet. */
  pendingId: number
  /** Another ticket of the same requester. */
  otherTicketId: number
  /** A message of the requester. */
  requesterMessageId: number
  /** A link of the ticket, which blocks the other one. */
  linkId: number
}

/** Ids of objects that do not exist. */
export const NO_IDS: Ids = {
  ticketId: 9_000_000,
  attachmentId: 9_000_000,
  uploadId: '00000000-0000-4000-8000-000000000000',
  agentId: 'nobody',
  teamId: 9_000_000,
  tagId: 9_000_000,
  otherTagId: 9_000_001,
  ...NO_SERVICE_LEVELS,
  ...NO_VOLUME_IDS,
  webhookId: 9_000_000,
  apiKeyId: 9_000_000,
  viewId: 9_000_000,
  messageId: 9_000_000,
  pendingId: 9_000_000,
  otherTicketId: 9_000_001,
  requesterMessageId: 9_000_000,
  linkId: 9_000_000,
}
