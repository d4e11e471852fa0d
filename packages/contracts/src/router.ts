import { attachmentFiles } from './attachments/file-operations.ts'
import { attachments } from './attachments/operations.ts'
import { events } from './events/operations.ts'
import { ticketFiles, tickets } from './tickets/operations.ts'
import { router } from './trpc.ts'

/** The API over RPC. Procedures are `<resource>.<verb>`. */
export const supportRouter = router({ tickets, attachments, events })

/** Everything that a client needs to know. Import it as a type. */
export type SupportRouter = typeof supportRouter

/** The operations with files. They share everything with the others but the transport: RPC does not have them. */
export const fileRouter = router({ tickets: ticketFiles, attachments: attachmentFiles })
