export { ACCESS, type Access, type OperationPath, type Reach, SCOPES, type Scope } from './access.ts'
export { type Actor, authorize, type MemberRole } from './actor.ts'
export { AttachmentQuery } from './attachment-query.ts'
export {
  Attachment,
  AttachmentCreate,
  type AttachmentService,
  AttachmentUpdate,
  FileLink,
  FileLinkRequest,
} from './attachments.ts'
export type { Context } from './context.ts'
export { type ErrorCode, ERRORS, Issue, Problem, SupportError } from './errors.ts'
export { FileName } from './file-name.ts'
export { type FileOperation, type FileOperationPath, type FileParts, fileOperations } from './file-operations.ts'
export {
  AttachmentUpload,
  DirectUpload,
  DirectUploadRef,
  DirectUploadRequest,
  FileRequest,
  ThumbnailRequest,
} from './files.ts'
export { Id, IfVersion, Ref, VersionedRef } from './ids.ts'
export { type Operation, operations, rpcFailure } from './operations.ts'
export { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, type Page, PageRequest } from './pages.ts'
export { type PublicError, publicError } from './public-error.ts'
export { type SupportRouter, supportRouter } from './router.ts'
export { RoleContext, TicketCategory, TicketStatus } from './ticket-members.ts'
export { isSearch, TicketQuery, TicketSort } from './ticket-query.ts'
export { Ticket, TicketCreate, type TicketService, TicketUpdate } from './tickets.ts'
export { Timestamp, TimestampInput } from './timestamps.ts'
export type { OperationMeta } from './trpc.ts'
