export { type Access, ACCESS, type OperationPath, type Reach, type Scope, SCOPES } from './access/access.ts'
export { type Actor, authorize, type MemberRole } from './access/actor.ts'
export { AttachmentQuery } from './attachments/attachment-query.ts'
export { Attachment, AttachmentCreate, AttachmentUpdate, FileLink, FileLinkRequest } from './attachments/attachment.ts'
export { FileName } from './attachments/file-name.ts'
export {
  AttachmentUpload,
  DirectUpload,
  DirectUploadRef,
  DirectUploadRequest,
  type FileContent,
  FileRequest,
  ThumbnailRequest,
} from './attachments/files.ts'
export type { AttachmentFileService, AttachmentService } from './attachments/services.ts'
export type { Context, ObservedOperation, Observe } from './context.ts'
export { type ErrorCode, ErrorCodeName, ERRORS, Issue, Problem, SupportError } from './core/errors.ts'
export { Id, IfVersion, Ref, VersionedRef } from './core/ids.ts'
export {
  BODY_ERRORS,
  CALL_ERRORS,
  type CommonErrorCode,
  type DeclaredErrors,
  MUTATION_ERRORS,
  type MutationErrorCode,
  type OperationErrors,
  TRANSPORT_ERRORS,
} from './operation-errors.ts'
export { AgentId, ResolutionCode, TicketPriority, WaitingOn } from './desk/desk-fields.ts'
export { agentIdOf, callingAgent, refuseAgentUpdate, staffKindOf } from './desk/agent-rules.ts'
export { Agent, AgentRef, AgentUpdate, DeskPageRequest } from './desk/agent.ts'
export { DeskTicketUpdate, TicketAssignment, TicketSnooze, TicketTake } from './desk/desk-ticket-changes.ts'
export { DeskTicket } from './desk/desk-ticket.ts'
export {
  INVERSE_RELATIONS,
  LinkRelation,
  MAX_LINKS,
  TicketLink,
  TicketLinkCreate,
  TicketLinkRef,
  TicketLinks,
} from './desk/link.ts'
export { MAX_MERGED_ATTACHMENTS, MERGE_UNDO_HOURS, TicketMerge, TicketMergeResult, TicketSplit } from './desk/merge.ts'
export {
  isSameRequester,
  mergeUndoExpired,
  refuseManyAttachments,
  refuseMerge,
  refuseSplit,
  refuseUnmerge,
  sourceChange,
  targetChange,
  untargetChange,
} from './desk/merge-rules.ts'
export type { LinkService, MergeService } from './desk/merge-services.ts'
export { Requester, RequesterQuery } from './desk/requester.ts'
export type { AgentService, DeskTicketService, RequesterService, TagService, TeamService } from './desk/services.ts'
export { newTagNames, refuseMoreTags, Tag, TagMerge, TagName, TagRename } from './desk/tag.ts'
export { type Candidate, chooseAgent } from './desk/team-rules.ts'
export { Team, TeamAssignment, TeamCreate, TeamUpdate } from './desk/team.ts'
export { TicketTransition, TicketTransitionName, TicketTransitionRequest } from './desk/transition.ts'
export {
  allowedTransitions,
  canTransition,
  isTransitionAllowed,
  type StaffKind,
  TRANSITION_NAMES,
  type TransitionName,
  TRANSITIONS,
} from './desk/transitions.ts'
export {
  differing,
  fieldsOfStatus,
  followChange,
  isStillSnoozed,
  MAX_FOLLOWERS,
  refuseDuplicateOf,
  releaseChange,
  snoozeChange,
  takeChange,
  transitionChange,
  unfollowChange,
  UNSNOOZED,
  updateChange,
  type WorkflowFields,
  type WorkflowTicket,
} from './desk/workflow.ts'
export { deskChanges, replyChanges } from './events/desk-changes.ts'
export { DeskTicketFilters, DeskTicketQuery, DeskTicketSort } from './desk/desk-ticket-query.ts'
export {
  MAX_PRESENCES,
  PRESENCE_S,
  PresenceBeat,
  type PresenceChange,
  PresenceQuery,
  Presences,
  TicketPresence,
} from './desk/presence.ts'
export { Calendar, CalendarCreate, CalendarUpdate, minutesOf, OpenHours, Weekday } from './desk/calendar.ts'
export {
  MAX_CALENDARS,
  MAX_POLICIES,
  Policy,
  PolicyCreate,
  PolicyTargets,
  PolicyUpdate,
  ServiceTarget,
} from './desk/policy.ts'
export type { CalendarService, PolicyService } from './desk/service-level-services.ts'
export type { PresenceService, QueueService, ViewService } from './desk/queue-services.ts'
export { TicketRead } from './desk/ticket-read.ts'
export {
  DeskView,
  DeskViewCreate,
  DeskViewQuery,
  DeskViewUpdate,
  MAX_VIEW_COUNT,
  MAX_VIEWS,
  ViewCountQuery,
  ViewCounts,
} from './desk/view.ts'
export {
  DeskMessage,
  DeskMessageCreate,
  DeskMessageUpdate,
  MessageKind,
  MessageVersion,
  MessageVersionQuery,
} from './desk/desk-message.ts'
export { Draft, DraftPut, DraftQuery, DraftRef, VersionedDraftRef } from './desk/draft.ts'
export {
  BULK_UNDO_HOURS,
  BulkChange,
  BulkCreate,
  BulkFilter,
  BulkQuery,
  BulkResult,
  BulkResultQuery,
  BulkStatus,
  MAX_BULK_IDS,
  MAX_BULK_TICKETS,
  MAX_BULK_TICKETS_A_DAY,
  MAX_RUNNING_BULKS,
} from './desk/bulk.ts'
export {
  changedTagIds,
  type ReplacedFields,
  replacedFields,
  resolvedChangeSet,
  type TagIdChange,
  undoChange,
} from './desk/change-set-rules.ts'
export { ChangedTicket } from './desk/changed-ticket.ts'
export {
  MACRO_PLACEHOLDERS,
  type MacroPlaceholder,
  MAX_MACRO_PLACEHOLDERS,
  placeholderProblem,
  renderMacro,
} from './desk/macro-text.ts'
export {
  AppliedMacro,
  Macro,
  MacroApply,
  MacroCreate,
  MacroOnTicket,
  MacroPreview,
  MacroQuery,
  MacroReply,
  MacroUpdate,
  MacroUseQuery,
  MacroUses,
  MAX_MACRO_LENGTH,
  MAX_MACROS,
} from './desk/macro.ts'
export { isEmptyChangeSet, TagChange, TicketChangeSet } from './desk/ticket-change-set.ts'
export type { BulkService, MacroService } from './desk/volume-services.ts'
export type { DeskFileService, DeskMessageService, DraftService } from './desk/message-services.ts'
export { statusEffects, type StatusEffects } from './desk/status-effects.ts'
export {
  attachmentCreated,
  attachmentDeleted,
  attachmentUpdated,
  messageCreated,
  messageUpdated,
  ticketChanges,
  ticketCreated,
} from './events/changes.ts'
export { EventPosition, EventQuery, EventStreamQuery } from './events/event-query.ts'
export { type ChangeOf, EVENT_AUDIENCE, EVENT_TYPES, EventActor, type EventType, SupportEvent } from './events/event.ts'
export { StreamTicket } from './events/stream-ticket.ts'
export type { EventService, StreamItem } from './events/services.ts'
export {
  WebhookDelivery,
  WebhookDeliveryQuery,
  WebhookFailure,
  WebhookReplay,
  WebhookReplayRequest,
  WebhookTest,
} from './webhooks/webhook-delivery.ts'
export { type WebhookMessage, WebhookTestEvent } from './webhooks/webhook-message.ts'
export {
  MAX_WEBHOOKS,
  VersionedWebhookRef,
  Webhook,
  WebhookCreate,
  WebhookDisabledReason,
  WebhookRef,
  WebhookStatus,
  WebhookUpdate,
  WebhookWithSecret,
} from './webhooks/webhook.ts'
export type { WebhookQuery, WebhookService } from './webhooks/services.ts'
export { ApiKey, ApiKeyCreate, ApiKeyQuery, ApiKeyRef, ApiKeyWithKey, MAX_API_KEYS } from './api-keys/api-key.ts'
export type { ApiKeyService } from './api-keys/services.ts'
export { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, type Page, PageRequest } from './core/pages.ts'
export { type PublicError, publicError } from './core/public-error.ts'
export {
  AuthorKind,
  EDITABLE_MINUTES,
  MAX_EDITS,
  MAX_MESSAGES,
  Message,
  MessageAuthor,
  MessageCreate,
  MessageQuery,
  MessageRef,
  MessageSearch,
  MessageUpdate,
} from './messages/message.ts'
export { type RepliedTicket, replyEffects, type ReplyEffects } from './messages/reply-effects.ts'
export type { MessageService } from './messages/services.ts'
export { type ReportPeriod, reportPeriods } from './reports/report-periods.ts'
export { MAX_REPORT_DAYS, MAX_REPORT_ROWS, ReportFileQuery, ReportGroup, ReportQuery } from './reports/report-query.ts'
export {
  type GroupOfReport,
  refuseMoreRows,
  satisfactionRows,
  slaRows,
  type ScoreCount,
  type TargetCount,
  type TimesOfPeriod,
  timesRows,
  type VolumeCount,
  volumeRows,
} from './reports/report-rows.ts'
export {
  REPORT_ROWS,
  ReportName,
  SatisfactionReport,
  SatisfactionRow,
  SlaReport,
  SlaRow,
  TimesReport,
  TimesRow,
  VolumeReport,
  VolumeRow,
} from './reports/report.ts'
export type { ReportFileService, ReportService } from './reports/services.ts'
export { TimeZone } from './core/time-zone.ts'
export {
  DeskRating,
  MAX_LISTED_RATINGS,
  Rating,
  RATING_CHANGEABLE_DAYS,
  RatingInput,
  RatingToken,
  SatisfactionScore,
  TicketRatings,
  TokenRatingInput,
} from './satisfaction/rating.ts'
export {
  changeableUntil,
  isRateable,
  type RatedTicket,
  refuseLateRating,
  refuseUnresolved,
} from './satisfaction/rating-rules.ts'
export type { DeskSatisfactionService, SatisfactionService } from './satisfaction/services.ts'
export { given } from './core/given.ts'
export { msOf, timestampOf } from './core/time.ts'
export { Timestamp, TimestampInput } from './core/timestamps.ts'
export {
  findOperation,
  type Operation,
  operationAt,
  type OperationCall,
  operations,
  rpcFailure,
  type RpcPath,
} from './operations.ts'
export { type SupportRouter, supportRouter } from './router.ts'
export type { TicketFileService, TicketService } from './tickets/services.ts'
export { RoleContext, TicketCategory, TicketStatus } from './tickets/ticket-fields.ts'
export { isSearch, TicketQuery, TicketSort } from './tickets/ticket-query.ts'
export { TicketToken } from './tickets/ticket-token.ts'
export { Ticket, TicketCreate, TicketUpdate } from './tickets/ticket.ts'
export { TimelineQuery } from './tickets/timeline-query.ts'
export { isTolerant, type FileParts, type OperationKind, type OperationMeta } from './trpc.ts'
