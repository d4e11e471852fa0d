import type { Operation, OperationPath } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import { attachmentReads } from '../attachments/attachments.repository.ts'
import { attachmentService } from '../attachments/attachments.service.ts'
import { agentService } from '../desk/agents.service.ts'
import { deskMessageService } from '../messages/desk-messages.service.ts'
import { draftService } from '../desk/drafts.service.ts'
import { messageService } from '../messages/messages.service.ts'
import { deskTicketService } from '../desk/desk-tickets.service.ts'
import { requesterService } from '../desk/requesters.service.ts'
import { tagService } from '../desk/tags.service.ts'
import { teamService } from '../desk/teams.service.ts'
import { presenceService } from '../desk/presence.service.ts'
import { calendarService } from '../service-levels/calendars.service.ts'
import { policyService } from '../service-levels/policies.service.ts'
import { bulkService } from '../desk/bulk/bulk.service.ts'
import { macroService } from '../desk/macros/macros.service.ts'
import { viewService } from '../desk/views.service.ts'
import { eventService } from '../events/events.service.ts'
import { attachmentFileService, deskFileService, ticketFileService } from '../attachments/attachment-files.service.ts'
import { reportFileService, reportService } from '../reports/reports.service.ts'
import type { Database } from '../platform/database/tables.ts'
import { ticketReads } from '../tickets/ticket-reads.ts'
import { ticketService } from '../tickets/tickets.service.ts'
import { apiKeyService } from '../api-keys/api-keys.service.ts'
import { webhookService } from '../webhooks/webhooks.service.ts'
import { linkService } from '../merging/link.service.ts'
import { deskSatisfactionService, satisfactionService } from '../satisfaction/satisfaction.service.ts'
import type { ServiceDependencies, SharedReads } from './service-dependencies.ts'

// The resource of `tickets.get` is `tickets`, that of `desk.tickets.get` is `desk.tickets`.
type ResourceOf<Path> = Path extends `desk.${infer Resource}.${string}`
  ? `desk.${Resource}`
  : Path extends `${infer Resource}.${string}`
    ? Resource
    : never

// Without a service for every resource, the check below does not compile, and the error names the resource.
const services = {
  tickets: ticketService,
  messages: messageService,
  attachments: attachmentService,
  events: eventService,
  webhooks: webhookService,
  apiKeys: apiKeyService,
  'desk.tickets': deskTicketService,
  'desk.agents': agentService,
  'desk.teams': teamService,
  'desk.tags': tagService,
  'desk.requesters': requesterService,
  'desk.views': viewService,
  'desk.calendars': calendarService,
  'desk.policies': policyService,
  'desk.presence': presenceService,
  'desk.messages': deskMessageService,
  'desk.drafts': draftService,
  'desk.bulk': bulkService,
  'desk.macros': macroService,
  'desk.reports': reportService,
  satisfaction: satisfactionService,
  'desk.satisfaction': deskSatisfactionService,
  'desk.links': linkService,
}
const fileServices = {
  tickets: ticketFileService,
  attachments: attachmentFileService,
  'desk.attachments': deskFileService,
  'desk.reports': reportFileService,
}
'complete' satisfies ResourceOf<OperationPath> extends keyof typeof services | keyof typeof fileServices
  ? 'complete'
  : Exclude<ResourceOf<OperationPath>, keyof typeof services | keyof typeof fileServices>

type Method = (input: unknown, signal?: AbortSignal) => Promise<unknown>

/** Creates the service of the operation, and returns its method for the operation. */
export function methodOf(operation: Operation, dependencies: ServiceDependencies): Method {
  const dot = operation.path.lastIndexOf('.')
  const resource = operation.path.slice(0, dot)
  const service: object = operation.isRpc
    ? services[resource as keyof typeof services](dependencies)
    : fileServices[resource as keyof typeof fileServices](dependencies)
  return (service as Record<string, Method>)[operation.path.slice(dot + 1)]!
}

/** Creates batch loaders for reads by id on this pool, or in this transaction. */
export function readsOn(db: Kysely<Database>): SharedReads {
  return { ...ticketReads(db), ...attachmentReads(db) }
}
