export { ACCESS, type Access, type OperationPath, type Reach, SCOPES, type Scope } from './access/access.ts'
export { type Actor, authorize, type MemberRole } from './access/actor.ts'
export { AttachmentQuery } from './attachments/attachment-query.ts'
export {
  Attachment,
  AttachmentCreate,
  type AttachmentService,
  AttachmentUpdate,
  FileLink,
  FileLinkRequest,
} from './attachments/attachments.ts'
export type { Context } from './core/context.ts'
export { type ErrorCode, ERRORS, Issue, Problem, SupportError } from './core/errors.ts'
export { FileName } from './attachments/file-name.ts'
export {
  type FileOperation,
  type FileOperationPath,
  type FileParts,
  fileOperations,
} from './attachments/file-operations.ts'
export {
  AttachmentUpload,
  DirectUpload,
  DirectUploadRef,
  DirectUploadRequest,
  FileRequest,
  ThumbnailRequest,
} from './attachments/files.ts'
export { Id, IfVersion, Ref, VersionedRef } from './core/ids.ts'
export { type Operation, operations, rpcFailure } from './operations.ts'
export { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, type Page, PageRequest } from './core/pages.ts'
export { type PublicError, publicError } from './core/public-error.ts'
export { type SupportRouter, supportRouter } from './router.ts'
export { RoleContext, TicketCategory, TicketStatus } from './tickets/ticket-fields.ts'
export { isSearch, TicketQuery, TicketSort } from './tickets/ticket-query.ts'
export { Ticket, TicketCreate, type TicketService, TicketUpdate } from './tickets/tickets.ts'
export { Timestamp, TimestampInput } from './core/timestamps.ts'
export type { OperationMeta } from './core/trpc.ts'
