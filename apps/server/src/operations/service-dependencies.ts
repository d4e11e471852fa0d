import type { AttachmentReads } from '../attachments/attachments.repository.ts'
import type { FileDependencies } from '../attachments/attachment-files.service.ts'
import type { EventDependencies } from '../events/events.service.ts'
import type { TicketReads } from '../tickets/ticket-reads.ts'
import type { Call } from './call.ts'

/** Reads by id that calls on the same connection pool, or in the same transaction, share. */
export interface SharedReads extends TicketReads, AttachmentReads {}

/** What the services of all resources work with for one call. */
export interface ServiceDependencies extends FileDependencies, Pick<EventDependencies, 'eventStreams'> {
  outcome: Call['outcome']
}
