import { z } from 'zod'
import { FileName } from './file-name.ts'
import { Id, Ref } from '../core/ids.ts'
import { text } from '../core/text.ts'
import { Timestamp } from '../core/timestamps.ts'

/** The fields of the form that uploads an attachment. The file is another part of the form. */
export const AttachmentUpload = z
  .object({ ticketId: Id.meta({ description: 'The ticket that the attachment belongs to.' }) })
  .meta({ examples: [{ ticketId: 1 }] })
export type AttachmentUpload = z.infer<typeof AttachmentUpload>

/** Requests the file of an attachment. */
export const FileRequest = Ref.extend({
  expires: z.int().optional().meta({ description: 'Of a signed link: when it expires, in seconds since 1970.' }),
  signature: z
    .string()
    .max(100)
    .optional()
    .meta({ description: 'Of a signed link: the signature, which replaces the token.' }),
  inline: z
    .boolean()
    .optional()
    .meta({ description: 'Whether the browser shows the file instead of saving it; only for images and PDF.' }),
})
export type FileRequest = z.infer<typeof FileRequest>

/** Announces a file that the caller will send directly to the storage. */
export const DirectUploadRequest = z
  .object({
    ticketId: Id.meta({ description: 'The ticket that the attachment belongs to.' }),
    fileName: FileName.meta({
      description: 'Name of the file. An extension that does not match the bytes is corrected.',
    }),
    mimeType: text(100, 0).optional().meta({
      description:
        'Media type of the file, if known; may be empty or left out. The service detects the type from the bytes.',
    }),
    fileSizeBytes: z.int().min(1).meta({ description: 'Exact size of the file in bytes.' }),
  })
  .meta({
    id: 'DirectUploadRequest',
    examples: [{ ticketId: 1, fileName: 'error-screenshot.png', mimeType: 'image/png', fileSizeBytes: 245_678 }],
  })
export type DirectUploadRequest = z.infer<typeof DirectUploadRequest>

const uploadId = z.uuid().meta({ description: 'Id of the upload, needed to complete it.' })

/** Where to send the file: as `multipart/form-data` to `url`, with `fields` first and then the file, named `file`. */
export const DirectUpload = z
  .object({
    uploadId,
    url: z.string().meta({ description: 'Address of the storage, where the form with the file is sent.' }),
    fields: z.record(z.string(), z.string()).meta({ description: 'Fields of the form, to be sent before the file.' }),
    expiresAt: Timestamp.meta({
      description: 'When the upload expires, two hours after the request. It cannot be completed after that.',
    }),
  })
  .meta({ id: 'DirectUpload' })
export type DirectUpload = z.infer<typeof DirectUpload>

/** Completes an upload after the file was sent. */
export const DirectUploadRef = z.object({ uploadId })
export type DirectUploadRef = z.infer<typeof DirectUploadRef>

/** Requests the thumbnail of an attachment. */
export const ThumbnailRequest = FileRequest.omit({ inline: true })
export type ThumbnailRequest = z.infer<typeof ThumbnailRequest>

/** A file as an operation returns it; the transport sends it. */
export interface FileContent {
  fileName: string
  /** Value of `Content-Type`. */
  contentType: string
  sizeBytes: number
  /** Value of the `ETag`, without quotes. Equal bytes have equal tags. */
  tag: string
  /** Whether a browser shows the file instead of saving it. */
  isInline: boolean
  /** Reads the bytes from `start` to `end`, both included; without a range, all bytes. */
  open(range?: { start: number; end: number }): Promise<AsyncIterable<Uint8Array>>
}

/** Not JSON: the transport sends the bytes. */
export const FileContent: z.ZodType<FileContent> = z.custom<FileContent>()
