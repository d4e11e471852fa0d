// The schemas without the router: for forms, and for whoever checks data without a server.
export { Attachment, AttachmentCreate, AttachmentUpdate } from './attachments.ts'
export { type ErrorCode, ERRORS, Issue, Problem } from './errors.ts'
export { Id, IfVersion, Ref, VersionedRef } from './ids.ts'
export { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, type Page, PageRequest } from './pages.ts'
export { RoleContext, Ticket, TicketCategory, TicketCreate, TicketStatus, TicketUpdate } from './tickets.ts'
export { Timestamp, TimestampInput } from './timestamps.ts'
