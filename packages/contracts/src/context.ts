import type { Actor } from './access/actor.ts'
import type { ApiKeyService } from './api-keys/services.ts'
import type { AttachmentFileService, AttachmentService } from './attachments/services.ts'
import type { DeskFileService, DeskMessageService, DraftService } from './desk/message-services.ts'
import type { LinkService } from './desk/merge-services.ts'
import type { PresenceService, ViewService } from './desk/queue-services.ts'
import type { CalendarService, PolicyService } from './desk/service-level-services.ts'
import type { AgentService, DeskTicketService, RequesterService, TagService, TeamService } from './desk/services.ts'
import type { BulkService, MacroService } from './desk/volume-services.ts'
import type { EventService } from './events/services.ts'
import type { MessageService } from './messages/services.ts'
import type { ReportFileService, ReportService } from './reports/services.ts'
import type { DeskSatisfactionService, SatisfactionService } from './satisfaction/services.ts'
import type { WebhookService } from './webhooks/services.ts'
import type { TicketFileService, TicketService } from './tickets/services.ts'

/** The context that the server provides to a procedure for one call: the caller, and one service per resource. */
export interface Context {
  requestId: string
  actor: Actor
  /** Wraps every operation, over every transport; for tracing and metrics. */
  observe?: Observe | undefined
  tickets: TicketService & TicketFileService
  attachments: AttachmentService & AttachmentFileService
  messages: MessageService
  satisfaction: SatisfactionService
  events: EventService
  webhooks: WebhookService
  apiKeys: ApiKeyService
  /** The resources for staff only. */
  desk: {
    tickets: DeskTicketService
    agents: AgentService
    teams: TeamService
    tags: TagService
    requesters: RequesterService
    views: ViewService
    calendars: CalendarService
    policies: PolicyService
    presence: PresenceService
    bulk: BulkService
    macros: MacroService
    messages: DeskMessageService
    drafts: DraftService
    satisfaction: DeskSatisfactionService
    links: LinkService
    attachments: DeskFileService
    reports: ReportService & ReportFileService
  }
}

/** Wraps one call. Must call `next` once and return its result. */
export type Observe = <Result>(operation: ObservedOperation, next: () => Promise<Result>) => Promise<Result>

/** An observed operation and its caller. */
export interface ObservedOperation {
  /** The name, such as `tickets.get`. */
  path: string
  type: string
  requestId: string
  actor: Actor
}
