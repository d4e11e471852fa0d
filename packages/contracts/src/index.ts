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
export { type ErrorCode, ERRORS, Issue, Problem, SupportError } from './core/errors.ts'
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
export { DeskTicket } from './desk/desk-ticket.ts'
export {
  DeskMessage,
  DeskMessageCreate,
  DeskMessageUpdate,
  MessageKind,
  MessageVersion,
  MessageVersionQuery,
} from './desk/desk-message.ts'
export { Draft, DraftPut, DraftQuery, DraftRef, VersionedDraftRef } from './desk/draft.ts'
export type { DeskFileService, DeskMessageService, DraftService } from './desk/message-services.ts'
export type { DeskTicketService } from './desk/services.ts'
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
export type { EventService } from './events/services.ts'
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
export type { FileParts, OperationKind, OperationMeta } from './trpc.ts'
