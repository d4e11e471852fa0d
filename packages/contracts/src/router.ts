import { attachments } from './attachments/attachments.ts'
import { tickets } from './tickets/tickets.ts'
import { router } from './core/trpc.ts'

/** The whole API. Procedures are `<resource>.<verb>`. */
export const supportRouter = router({ tickets, attachments })

/** All that a client needs to know: import it as a type. */
export type SupportRouter = typeof supportRouter
