import type { AttachmentReads } from '../attachments/attachments.repository.ts'
import type { FileDependencies } from '../attachments/attachment-files.service.ts'
import type { EventDependencies } from '../events/events.service.ts'
import type { WebhookDependencies } from '../webhooks/webhook-dependencies.ts'
import type { MessageDependencies } from '../messages/message-dependencies.ts'
import type { TicketReads } from '../tickets/ticket-reads.ts'
import type { Call } from './call.ts'

/** Reads by id, batched among all calls that use the same connection pool or transaction. */
export interface SharedReads extends TicketReads, AttachmentReads {}

/** The dependencies of the services of all resources, for one call. */
export interface ServiceDependencies
  extends
    FileDependencies,
    MessageDependencies,
    Pick<EventDependencies, 'eventStreams' | 'breakOff'>,
    Pick<WebhookDependencies, 'webhookSecrets'> {
  outcome: Call['outcome']
}
