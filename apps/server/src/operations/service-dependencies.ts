import type { Actor } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import type { AttachmentReads } from '../attachments/attachments.repository.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/database/tables.ts'
import type { Files } from '../files/files.ts'
import type { KeptFile } from '../files/receive-file.ts'
import type { TicketScope } from '../tickets/ticket-scope.ts'
import type { TicketReads } from '../tickets/ticket-reads.ts'
import type { Call } from './call.ts'

/** Statements that calls on the same connection pool or transaction share. */
export interface SharedStatements extends TicketReads, AttachmentReads {}

/** What a service works with for one call. In a change, `db` and the statements are in its transaction. */
export interface ServiceDependencies extends SharedStatements {
  db: Kysely<Database>
  /** The connections for lists, searches and counts; nothing else uses them. */
  lists: Kysely<Database>
  clock: Clock
  actor: Actor
  /** The tickets that the call may reach. */
  scope: TicketScope
  files: Files
  /** The files that arrived with the input. */
  received: KeptFile[]
  outcome: Call['outcome']
  /** The versions one of which the object must have, if the caller set a condition. */
  ifVersions: number[] | undefined
}
