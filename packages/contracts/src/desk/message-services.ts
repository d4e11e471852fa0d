import type { Attachment } from '../attachments/attachment.ts'
import type { AttachmentUpload } from '../attachments/files.ts'
import type { Page } from '../core/pages.ts'
import type { MessageQuery, MessageRef, MessageSearch } from '../messages/message.ts'
import type {
  DeskMessage,
  DeskMessageCreate,
  DeskMessageUpdate,
  MessageVersion,
  MessageVersionQuery,
} from './desk-message.ts'
import type { Draft, DraftPut, DraftQuery, DraftRef, VersionedDraftRef } from './draft.ts'

/** Implemented by the server. Every method rejects with a SupportError that the operation declares. */
export interface DeskMessageService {
  list(query: MessageQuery): Promise<Page<DeskMessage>>
  search(query: MessageSearch): Promise<Page<DeskMessage>>
  create(input: DeskMessageCreate): Promise<DeskMessage>
  update(input: DeskMessageUpdate): Promise<DeskMessage>
  cancel(ref: MessageRef): Promise<DeskMessage>
  versions(query: MessageVersionQuery): Promise<Page<MessageVersion>>
}

/** The drafts of the caller. */
export interface DraftService {
  list(query: DraftQuery): Promise<Page<Draft>>
  get(ref: DraftRef): Promise<Draft>
  put(input: DraftPut): Promise<Draft>
  /** Resolves to null, because JSON has no undefined. */
  delete(ref: VersionedDraftRef): Promise<null>
}

/** The operations with files. An uploaded file is not part of the input. */
export interface DeskFileService {
  upload(input: AttachmentUpload): Promise<Attachment>
}
