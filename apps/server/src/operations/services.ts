import type { Operation } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import { attachmentReads } from '../attachments/attachments.repository.ts'
import { attachmentService } from '../attachments/attachments.service.ts'
import { eventService } from '../events/events.service.ts'
import { attachmentFileService, ticketFileService } from '../attachments/attachment-files.service.ts'
import type { Database } from '../platform/database/tables.ts'
import { ticketReads } from '../tickets/ticket-reads.ts'
import { ticketService } from '../tickets/tickets.service.ts'
import { webhookService } from '../webhooks/webhooks.service.ts'
import type { ServiceDependencies, SharedReads } from './service-dependencies.ts'

const services = {
  tickets: ticketService,
  attachments: attachmentService,
  events: eventService,
  webhooks: webhookService,
}
const fileServices = { tickets: ticketFileService, attachments: attachmentFileService }

export type Resource = keyof typeof services
type Method = (input: unknown, signal?: AbortSignal) => Promise<unknown>

/** Creates the service of the operation, and returns its method for the operation. */
export function methodOf(operation: Operation, dependencies: ServiceDependencies): Method {
  const [resource] = operation.path.split('.') as [Resource]
  const service: object = (operation.isRpc ? services[resource] : fileServices[resource as keyof typeof fileServices])(
    dependencies,
  )
  return (service as Record<string, Method>)[verbOf(operation)]!
}

export function verbOf({ path }: Operation): string {
  return path.slice(path.indexOf('.') + 1)
}

/** Creates batch loaders for reads by id on this pool, or in this transaction. */
export function readsOn(db: Kysely<Database>): SharedReads {
  return { ...ticketReads(db), ...attachmentReads(db) }
}
