import { z } from 'zod'

/** The id of a row: a whole number from 1 to 2^53 - 1. */
export const Id = z.int().min(1)

/** Names one ticket or attachment. */
export const Ref = z.object({
  id: Id.meta({ description: 'The `ticketId` of a ticket, the `attachmentId` of an attachment.' }),
})
export type Ref = z.infer<typeof Ref>

/**
 * Makes a change conditional: it is made only if the object still has this version, else PRECONDITION_FAILED.
 * Over REST it travels as `If-Match`, and the version as `ETag`.
 */
export const IfVersion = z.int().min(1).meta({ description: 'The version the object must still have.' }).optional()

/** Names one ticket or attachment that is to be changed. */
export const VersionedRef = Ref.extend({ ifVersion: IfVersion })
export type VersionedRef = z.infer<typeof VersionedRef>
