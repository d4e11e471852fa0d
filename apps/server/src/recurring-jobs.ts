import type { Kysely } from 'kysely'
import { trimBulks } from './desk/bulk/trim-bulks.ts'
import { countMacroUses } from './desk/macros/macro-uses.repository.ts'
import { deleteExpiredStreamTickets } from './events/stream-tickets.repository.ts'
import { trimEvents } from './events/trim-events.ts'
import type { FilesSweeper } from './files/files-sweeper.ts'
import type { JobKind } from './jobs/job.ts'
import { deleteExpiredKeys } from './operations/idempotency.repository.ts'
import type { Clock } from './platform/clock.ts'
import type { Database } from './platform/database/tables.ts'
import { deleteExpiredSessions } from './platform/identity/sessions/sessions.repository.ts'
import { deleteExpiredTicketTokens } from './platform/identity/ticket-tokens.ts'
import { sweepWebhooks } from './webhooks/open-webhooks.ts'
import type { DisabledWebhook } from './webhooks/webhook-delivery.ts'

const EVERY_MS = 600_000

/** The dependencies of the recurring jobs. */
export interface RecurringJobDependencies {
  db: Kysely<Database>
  clock: Clock
  sweeper: FilesSweeper
  eventRetentionDays: number
  onWebhookDisabled: (webhook: DisabledWebhook) => void
}

/** Removes what has expired, and counts uses, every 10 minutes. Their names are in the database and must not change. */
export function recurringJobs(dependencies: RecurringJobDependencies): JobKind[] {
  const { db, clock, sweeper, eventRetentionDays, onWebhookDisabled } = dependencies
  const works: Record<string, () => Promise<unknown>> = {
    'idempotency-keys.trim': () => deleteExpiredKeys(db),
    'stream-tickets.trim': () => deleteExpiredStreamTickets(db),
    'sessions.trim': () => deleteExpiredSessions(db),
    'ticket-tokens.trim': () => deleteExpiredTicketTokens(db),
    'events.trim': () => trimEvents(db, eventRetentionDays, clock()),
    'webhooks.sweep': () => sweepWebhooks(db, clock(), onWebhookDisabled),
    'files.sweep': () => sweeper.sweep(),
    'bulk.trim': () => trimBulks(db, clock()),
    'macros.count-uses': () => countMacroUses(db),
  }
  return Object.entries(works).map(([name, work]) => ({
    name,
    everyMs: EVERY_MS,
    isLong: true,
    run: async () => void (await work()),
  }))
}
