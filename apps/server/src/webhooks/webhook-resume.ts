import { SupportError, type WebhookUpdate } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import { findLogBounds } from '../events/event-log.repository.ts'
import type { Database } from '../platform/database/tables.ts'
import { findFirstUndelivered, replaceWalks, updateWaitingToNow } from './webhook-walks.repository.ts'
import { updateGeneration } from './webhooks.repository.ts'

/**
 * Lets a locked webhook go on where it stopped, or from now. Rejects with EVENTS_TRIMMED if events after the place
 * where it stopped were removed: there is never a gap without a word.
 */
export async function resume(
  transaction: Kysely<Database>,
  webhookId: number,
  from: NonNullable<WebhookUpdate['resumeFrom']>,
  now: string,
): Promise<void> {
  const { lastPosition, trimmedTo } = await findLogBounds(transaction)
  await updateGeneration(transaction, webhookId)
  if (from === 'now') return replaceWalks(transaction, webhookId, lastPosition)
  const first = await findFirstUndelivered(transaction, webhookId)
  if (first <= trimmedTo) {
    const advice = 'Read the tickets again, and resume from now'
    throw new SupportError(
      'EVENTS_TRIMMED',
      `Events from position ${first} on, where it stopped, were removed. ${advice}`,
    )
  }
  await updateWaitingToNow(transaction, webhookId, now, true)
}
