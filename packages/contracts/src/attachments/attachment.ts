import { z } from 'zod'
import { Id, Ref, VersionedRef } from '../core/ids.ts'
import { text } from '../core/text.ts'
import { Timestamp, TimestampInput } from '../core/timestamps.ts'
import { FileUrl } from './file-url.ts'

const mimeType = { description: 'Media type of the file, like `image/png`; null where it is not known.' }
const sizeBytes = z.int().min(0).nullable().meta({ description: 'Size of the file; null where it is not known.' })
const ticketId = Id.meta({ description: 'The ticket it belongs to.' })

/** A file attached to a ticket, as the service sends it. */
export const Attachment = z
  .object({
    attachmentId: Id,
    ticketId,
    fileUrl: z.string().meta({ description: 'Address of the file. Where it is kept here, `GET …/{id}/file`.' }),
    fileName: z.string().meta({ description: 'Name of the file. The extension of a stored file fits its bytes.' }),
    mimeType: z.string().nullable().meta(mimeType),
    fileSizeBytes: sizeBytes,
    uploadedAt: Timestamp,
  })
  .meta({ id: 'SupportTicketAttachment' })
export type Attachment = z.infer<typeof Attachment>

// The first ticket of a new service, so that the example works as it stands.
const example = {
  ticketId: 1,
  fileUrl: 'https://cdn.kinconecta.com/attachments/error-screenshot.png',
  fileName: 'error-screenshot.png',
  mimeType: 'image/png',
  fileSizeBytes: 245_678,
}

/** What creates an attachment: the metadata of a file that is stored elsewhere. */
export const AttachmentCreate = z
  .object({
    ticketId,
    fileUrl: FileUrl,
    fileName: text(255).meta({ description: 'Original name of the file.' }),
    mimeType: text(100).nullable().optional().meta(mimeType),
    fileSizeBytes: sizeBytes.optional(),
    uploadedAt: TimestampInput.optional().meta({ description: 'Now, unless sent.' }),
  })
  .meta({ id: 'SupportTicketAttachmentCreate', examples: [example] })
export type AttachmentCreate = z.infer<typeof AttachmentCreate>

/** What replaces an attachment's members: the required ones always, an optional one only when it is there. */
export const AttachmentUpdate = z
  .object({
    ...VersionedRef.shape,
    ...AttachmentCreate.shape,
    uploadedAt: TimestampInput.optional().meta({ description: 'Kept, unless sent.' }),
  })
  .meta({ id: 'SupportTicketAttachmentUpdate', examples: [example] })
export type AttachmentUpdate = z.infer<typeof AttachmentUpdate>

/** Asks for a link to the file of an attachment. */
export const FileLinkRequest = Ref.extend({
  as: z
    .enum(['attachment', 'inline', 'thumbnail'])
    .meta({ description: 'To be saved, unless sent; to be shown in a page (images and PDF alone); or the thumbnail.' })
    .optional(),
})
export type FileLinkRequest = z.infer<typeof FileLinkRequest>

/** A link that gives the file to whoever has it, without a token, until it expires. */
export const FileLink = z
  .object({
    url: z.string().meta({ description: 'The address, with its signature.' }),
    expiresAt: Timestamp.meta({ description: 'At most 5 minutes from now.' }),
  })
  .meta({ id: 'FileLink' })
export type FileLink = z.infer<typeof FileLink>
