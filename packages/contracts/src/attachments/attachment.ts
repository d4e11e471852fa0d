import { z } from 'zod'
import { Id, Ref, VersionedRef } from '../core/ids.ts'
import { text } from '../core/text.ts'
import { Timestamp, TimestampInput } from '../core/timestamps.ts'
import { FileUrl } from './file-url.ts'

const mimeType = { description: 'Media type of the file, such as `image/png`; null if unknown.' }
const sizeBytes = z.int().min(0).nullable().meta({ description: 'Size of the file in bytes; null if unknown.' })
const ticketId = Id.meta({ description: 'The ticket that the attachment belongs to.' })

/** A file attached to a ticket, as the service sends it. */
export const Attachment = z
  .object({
    attachmentId: Id,
    ticketId,
    fileUrl: z
      .string()
      .meta({ description: 'Address of the file. If this service stores the file: `GET …/{id}/file`.' }),
    fileName: z
      .string()
      .meta({ description: 'Name of the file. The extension of a stored file matches its detected type.' }),
    mimeType: z.string().nullable().meta(mimeType),
    fileSizeBytes: sizeBytes,
    uploadedAt: Timestamp,
  })
  .meta({ id: 'SupportTicketAttachment' })
export type Attachment = z.infer<typeof Attachment>

// Refers to the first ticket of a new service, so that the example works unchanged.
const example = {
  ticketId: 1,
  fileUrl: 'https://cdn.kinconecta.com/attachments/error-screenshot.png',
  fileName: 'error-screenshot.png',
  mimeType: 'image/png',
  fileSizeBytes: 245_678,
}

/** The input that creates an attachment: the metadata of a file that is stored elsewhere. */
export const AttachmentCreate = z
  .object({
    ticketId,
    fileUrl: FileUrl,
    fileName: text(255).meta({ description: 'Original name of the file.' }),
    mimeType: text(100).nullable().optional().meta(mimeType),
    fileSizeBytes: sizeBytes.optional(),
    uploadedAt: TimestampInput.optional().meta({ description: 'Default: the current time.' }),
  })
  .meta({ id: 'SupportTicketAttachmentCreate', examples: [example] })
export type AttachmentCreate = z.infer<typeof AttachmentCreate>

/** The input that updates an attachment: replaces the required fields, and the optional fields that are sent. */
export const AttachmentUpdate = z
  .object({
    ...VersionedRef.shape,
    ...AttachmentCreate.shape,
    uploadedAt: TimestampInput.optional().meta({ description: 'Unchanged if not sent.' }),
  })
  .meta({ id: 'SupportTicketAttachmentUpdate', examples: [example] })
export type AttachmentUpdate = z.infer<typeof AttachmentUpdate>

/** Requests a link to the file of an attachment. */
export const FileLinkRequest = Ref.extend({
  as: z
    .enum(['attachment', 'inline', 'thumbnail'])
    .meta({
      description:
        '`attachment` (default): the browser saves the file. `inline`: the browser shows it (only images and PDF). ' +
        '`thumbnail`: the thumbnail of an image.',
    })
    .optional(),
})
export type FileLinkRequest = z.infer<typeof FileLinkRequest>

/** A link to a file. It works without a token for anyone who has it, until it expires. */
export const FileLink = z
  .object({
    url: z.string().meta({ description: 'The address with its signature.' }),
    expiresAt: Timestamp.meta({ description: 'When the link expires, 5 minutes after the request.' }),
  })
  .meta({ id: 'FileLink' })
export type FileLink = z.infer<typeof FileLink>
