import type { Actor } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import type { AttachmentReads } from '../attachments/attachments.repository.ts'
import type { Clock } from '../clock.ts'
import type { Database } from '../database/tables.ts'
import type { TicketReads } from '../tickets/tickets.repository.ts'

/** What a service works with for one call. In a change, `db` and the reads are in its transaction. */
export interface ServiceDependencies extends TicketReads, AttachmentReads {
  db: Kysely<Database>
  clock: Clock
  actor: Actor
  /** The versions one of which the object must have, if the caller set a condition. */
  ifVersions: number[] | undefined
}
