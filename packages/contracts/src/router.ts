import { apiKeys } from './api-keys/operations.ts'
import { attachmentFiles } from './attachments/file-operations.ts'
import { attachments } from './attachments/operations.ts'
import { deskBulk } from './desk/bulk-operations.ts'
import { deskMacros } from './desk/macro-operations.ts'
import { deskDrafts, deskFiles, deskMessages } from './desk/message-operations.ts'
import { deskLinks } from './desk/link-operations.ts'
import { deskTickets } from './desk/operations.ts'
import { deskAgents, deskRequesters, deskTags, deskTeams } from './desk/people-operations.ts'
import { deskPresence } from './desk/presence-operations.ts'
import { deskCalendars, deskPolicies } from './desk/service-level-operations.ts'
import { deskViews } from './desk/view-operations.ts'
import { events } from './events/operations.ts'
import { messages } from './messages/operations.ts'
import { reportFiles, reports } from './reports/operations.ts'
import { deskSatisfaction, satisfaction } from './satisfaction/operations.ts'
import { ticketFiles, tickets } from './tickets/operations.ts'
import { router } from './trpc.ts'
import { webhooks } from './webhooks/operations.ts'

const desk = {
  tickets: deskTickets,
  agents: deskAgents,
  teams: deskTeams,
  tags: deskTags,
  requesters: deskRequesters,
  views: deskViews,
  calendars: deskCalendars,
  policies: deskPolicies,
  presence: deskPresence,
  messages: deskMessages,
  drafts: deskDrafts,
  bulk: deskBulk,
  macros: deskMacros,
  reports,
  satisfaction: deskSatisfaction,
  links: deskLinks,
}

/** The API over RPC. Procedures are `<resource>.<verb>`; resources for staff only are in `desk`. */
export const supportRouter = router({ tickets, messages, satisfaction, attachments, events, webhooks, apiKeys, desk })

/** The type of the RPC API, for tRPC clients. Import it with `import type`. */
export type SupportRouter = typeof supportRouter

/** The operations with files. They work like the others but are not available over RPC. */
export const fileRouter = router({
  tickets: ticketFiles,
  attachments: attachmentFiles,
  desk: { attachments: deskFiles, reports: reportFiles },
})
