import type { Ref, VersionedRef } from '../core/ids.ts'
import type { Page } from '../core/pages.ts'
import type { AttachmentQuery } from './attachment-query.ts'
import type { Attachment, AttachmentCreate, AttachmentUpdate, FileLink, FileLinkRequest } from './attachment.ts'
import type {
  AttachmentUpload,
  DirectUpload,
  DirectUploadRef,
  DirectUploadRequest,
  FileContent,
  FileRequest,
  ThumbnailRequest,
} from './files.ts'

/** Implemented by the server. Methods reject with a SupportError whose code the operation declares. */
export interface AttachmentService {
  create(input: AttachmentCreate): Promise<Attachment>
  get(ref: Ref): Promise<Attachment>
  list(query: AttachmentQuery): Promise<Page<Attachment>>
  update(input: AttachmentUpdate): Promise<Attachment>
  /** Resolves to null, because JSON has no undefined. */
  delete(ref: VersionedRef): Promise<null>
  link(request: FileLinkRequest): Promise<FileLink>
}

/** The operations with files. An uploaded file is not part of the input. */
export interface AttachmentFileService {
  upload(input: AttachmentUpload): Promise<Attachment>
  startUpload(input: DirectUploadRequest): Promise<DirectUpload>
  completeUpload(ref: DirectUploadRef): Promise<Attachment>
  download(request: FileRequest): Promise<FileContent>
  thumbnail(request: ThumbnailRequest): Promise<FileContent>
}
