import { z } from 'zod'
import { Id } from '../core/ids.ts'
import { PageRequest } from '../core/pages.ts'
import { text } from '../core/text.ts'
import { TimestampInput } from '../core/timestamps.ts'

const MAX_TICKETS = 100

/** Which attachments to list, and which page of them. Everything that is given has to hold. */
export const AttachmentQuery = z.object({
  ...PageRequest.shape,
  ticketId: z.array(Id).min(1).max(MAX_TICKETS).meta({ description: 'Of any of these tickets.' }).optional(),
  mimeType: text(100).meta({ description: 'Of this media type; case does not count.' }).optional(),
  uploadedFrom: TimestampInput.meta({ description: 'Uploaded then or later.' }).optional(),
  uploadedTo: TimestampInput.meta({ description: 'Uploaded by then; this second is included.' }).optional(),
})
export type AttachmentQuery = z.infer<typeof AttachmentQuery>
