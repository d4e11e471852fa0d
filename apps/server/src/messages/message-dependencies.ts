import type { AttachmentDependencies } from '../attachments/attachments.service.ts'

/** The dependencies of the services of messages for one call. */
export interface MessageDependencies extends AttachmentDependencies {
  /** For how many days after its resolution a reply of the requester reopens a ticket. */
  reopenDays: number
}
