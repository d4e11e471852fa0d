import { z } from 'zod'
import { FileName } from './file-name.ts'
import { Id, Ref } from '../core/ids.ts'
import { text } from '../core/text.ts'
import { Timestamp } from '../core/timestamps.ts'

/** The members of the form beside the file that uploads an attachment. */
export const AttachmentUpload = z
  .object({ ticketId: Id.meta({ description: 'The ticket it belongs to.' }) })
  .meta({ examples: [{ ticketId: 1 }] })
export type AttachmentUpload = z.infer<typeof AttachmentUpload>

/** Asks for the bytes of an attachment. */
export const FileRequest = Ref.extend({
  expires: z.int().optional().meta({ description: 'Of a link: when it ends, in seconds since 1970.' }),
  signature: z.string().max(100).optional().meta({ description: 'Of a link: what proves it, instead of a token.' }),
  inline: z
    .boolean()
    .optional()
    .meta({ description: 'To be shown in the page instead of saved; images and PDF alone.' }),
})
export type FileRequest = z.infer<typeof FileRequest>

/** Announces a file that the caller will send to the store itself. */
export const DirectUploadRequest = z
  .object({
    ticketId: Id.meta({ description: 'The ticket it belongs to.' }),
    fileName: FileName.meta({ description: 'Its name. An extension that does not fit its bytes is corrected.' }),
    mimeType: text(100, 0)
      .optional()
      .meta({ description: 'Its media type, as far as the sender knows. Empty or left out, its bytes alone tell.' }),
    fileSizeBytes: z.int().min(1).meta({ description: 'How many bytes it has, exactly.' }),
  })
  .meta({
    id: 'DirectUploadRequest',
    examples: [{ ticketId: 1, fileName: 'error-screenshot.png', mimeType: 'image/png', fileSizeBytes: 245_678 }],
  })
export type DirectUploadRequest = z.infer<typeof DirectUploadRequest>

const uploadId = z.uuid().meta({ description: 'Names the upload, to complete it.' })

/** Where to send the file: as multipart/form-data to `url`, these fields first and then the file, as `file`. */
export const DirectUpload = z
  .object({
    uploadId,
    url: z.string().meta({ description: 'Where to send the form with the file: an address of the store.' }),
    fields: z.record(z.string(), z.string()).meta({ description: 'Members of the form, which stand before the file.' }),
    expiresAt: Timestamp.meta({ description: 'Two hours from now; then it can neither be sent nor completed.' }),
  })
  .meta({ id: 'DirectUpload' })
export type DirectUpload = z.infer<typeof DirectUpload>

/** Says that the file has been sent. */
export const DirectUploadRef = z.object({ uploadId })
export type DirectUploadRef = z.infer<typeof DirectUploadRef>

/** Asks for the thumbnail of an attachment. */
export const ThumbnailRequest = FileRequest.omit({ inline: true })
export type ThumbnailRequest = z.infer<typeof ThumbnailRequest>

/** A file as an operation returns it; the transport sends it. */
export interface FileContent {
  fileName: string
  /** The value of the `Content-Type`. */
  contentType: string
  sizeBytes: number
  /** The same for the same bytes; the value of the `ETag`. */
  tag: string
  /** Whether a browser may show it in the page. */
  isInline: boolean
  /** Reads the bytes from `start` to `end`, both included; without a range all of them. */
  open(range?: { start: number; end: number }): Promise<AsyncIterable<Uint8Array>>
}

/** Not JSON: the transport reads it. */
export const FileContent: z.ZodType<FileContent> = z.custom<FileContent>()
