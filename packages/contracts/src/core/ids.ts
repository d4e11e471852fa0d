import { z } from 'zod'

/** The id of a ticket, attachment or user: a whole number from 1 to 2^53 - 1. */
export const Id = z.int().min(1)

/** Identifies one ticket or attachment. */
export const Ref = z.object({
  id: Id.meta({ description: 'The `ticketId` of a ticket, the `attachmentId` of an attachment.' }),
})
export type Ref = z.infer<typeof Ref>

/**
 * Makes a change conditional: it is made only if the object has this version; otherwise it is refused with
 * PRECONDITION_FAILED. REST sends it as `If-Match`, and the version of an object as `ETag`.
 */
export const IfVersion = z.int().min(1).meta({ description: 'The version that the object must have.' }).optional()

/** Identifies one ticket or attachment to change. */
export const VersionedRef = Ref.extend({ ifVersion: IfVersion })
export type VersionedRef = z.infer<typeof VersionedRef>
