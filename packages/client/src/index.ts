// The schemas and the access table are exported only by the contracts package.
export { canTransition } from '@kinconecta/support-contracts'
export type {
  Agent,
  AppliedMacro,
  BulkChange,
  BulkCreate,
  BulkQuery,
  BulkResult,
  BulkResultQuery,
  BulkStatus,
  AgentUpdate,
  Attachment,
  AttachmentCreate,
  AttachmentQuery,
  AttachmentUpdate,
  DeskPageRequest,
  DeskRating,
  DeskTicket,
  DeskTicketUpdate,
  DeskTicketFilters,
  DeskTicketQuery,
  DeskTicketSort,
  DeskView,
  DeskViewCreate,
  DeskViewQuery,
  DeskViewUpdate,
  AuthorKind,
  Calendar,
  CalendarCreate,
  CalendarUpdate,
  DeskMessage,
  DeskMessageCreate,
  DeskMessageUpdate,
  Draft,
  DraftPut,
  DraftQuery,
  ErrorCode,
  EventActor,
  EventQuery,
  EventType,
  FileLink,
  FileLinkRequest,
  Issue,
  Macro,
  MacroApply,
  MacroCreate,
  MacroOnTicket,
  MacroPreview,
  MacroQuery,
  MacroUpdate,
  MacroUseQuery,
  MacroUses,
  Message,
  MessageAuthor,
  MessageCreate,
  MessageKind,
  MessageQuery,
  MessageSearch,
  MessageUpdate,
  MessageVersion,
  OpenHours,
  OperationErrors,
  Policy,
  PolicyCreate,
  PolicyTargets,
  PolicyUpdate,
  Rating,
  RatingInput,
  RatingToken,
  Requester,
  RequesterQuery,
  ResolutionCode,
  PresenceBeat,
  PresenceQuery,
  Presences,
  ServiceTarget,
  StreamTicket,
  SupportEvent,
  SupportRouter,
  Tag,
  TagMerge,
  TagRename,
  Team,
  TeamCreate,
  TeamUpdate,
  Ticket,
  TicketAssignment,
  TicketCategory,
  TicketChangeSet,
  TicketCreate,
  TicketPriority,
  TicketPresence,
  TicketQuery,
  TicketRatings,
  TicketRead,
  TicketSort,
  TicketSnooze,
  TicketStatus,
  TicketTake,
  TicketTransition,
  TicketTransitionRequest,
  TicketToken,
  TicketUpdate,
  TransitionName,
  WaitingOn,
  Weekday,
  TimelineQuery,
  TimesReport,
  TimesRow,
  TokenRatingInput,
  ViewCountQuery,
  ViewCounts,
  ReportGroup,
  ReportQuery,
  RoleContext,
  VolumeReport,
  VolumeRow,
  Webhook,
  WebhookCreate,
  WebhookDelivery,
  WebhookDeliveryQuery,
  WebhookMessage,
  WebhookReplay,
  WebhookReplayRequest,
  WebhookStatus,
  WebhookTest,
  WebhookUpdate,
  WebhookWithSecret,
} from '@kinconecta/support-contracts'
export type { AttachmentChanges, Attachments, AttachmentUpload } from './attachments.ts'
export type { Answer } from './answer.ts'
export type { SupportCall } from './call.ts'
export { createSupportClient, type SupportClient } from './client.ts'
export type { Desk } from './desk/desk.ts'
export type { DeskAgents } from './desk/desk-agents.ts'
export type { DeskCalendars } from './desk/desk-calendars.ts'
export type { DeskPolicies } from './desk/desk-policies.ts'
export type { DeskRequesters } from './desk/desk-requesters.ts'
export type { DeskSatisfaction } from './desk/desk-satisfaction.ts'
export type { DeskTags } from './desk/desk-tags.ts'
export type { DeskTeams } from './desk/desk-teams.ts'
export type { DeskBulk } from './desk/desk-bulk.ts'
export type { DeskMacros } from './desk/desk-macros.ts'
export type { DeskTickets } from './desk/desk-tickets.ts'
export type { EventStreamOptions } from './event-stream.ts'
export type { Events } from './events.ts'
export {
  AbortError,
  ConnectionError,
  isAbortError,
  isConnectionError,
  isErrorOf,
  isSupportApiError,
  isSupportError,
  isTimeoutError,
  SupportApiError,
  SupportError,
  type SupportErrorCode,
  TimeoutError,
} from './errors.ts'
export type {
  CallOptions,
  ChangeOptions,
  ReceivedResponse,
  SentRequest,
  SupportClientOptions,
  TokenSource,
  VersionedChangeOptions,
} from './options.ts'
export type { Messages } from './messages.ts'
export type { FileData, NamedFile } from './files.ts'
export type { ListCall, Page } from './pages.ts'
export type { ErrorCodeOf, OperationName } from './operation-names.ts'
export type { Failure, FailureOf, Result, Success } from './result.ts'
export type { Satisfaction } from './satisfaction.ts'
export type { TicketChanges, TicketCreateWithFiles, Tickets } from './tickets.ts'
export type { UpdateWithOptions } from './update-with.ts'
export type { UploadProgress } from './progress.ts'
export type { UploadOptions } from './uploads.ts'
export type { Webhooks } from './webhooks.ts'
