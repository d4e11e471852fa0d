import { z } from 'zod'
import { Id } from '../core/ids.ts'
import { PageRequest } from '../core/pages.ts'
import { text } from '../core/text.ts'
import { TimestampInput } from '../core/timestamps.ts'

const MAX_TICKETS = 100

/** Filters and page of a list of attachments. An attachment is listed if it matches every filter. */
export const AttachmentQuery = z.object({
  ...PageRequest.shape,
  ticketId: z
    .array(Id)
    .min(1)
    .max(MAX_TICKETS)
    .meta({ description: 'Attachments of any of these tickets.' })
    .optional(),
  mimeType: text(100).meta({ description: 'Attachments with this media type; case-insensitive.' }).optional(),
  uploadedFrom: TimestampInput.meta({ description: 'Uploaded at this time or later.' }).optional(),
  uploadedTo: TimestampInput.meta({
    description: 'Uploaded at this time or earlier; the whole second is included.',
  }).optional(),
})
export type AttachmentQuery = z.infer<typeof AttachmentQuery>
