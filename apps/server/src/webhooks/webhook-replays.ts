import { SupportError, type WebhookReplay, type WebhookReplayRequest } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import { findLogBounds } from '../events/event-log.repository.ts'
import { refuseOutside } from '../events/log-bounds.ts'
import type { Database } from '../platform/database/tables.ts'
import { findProgress, insertWalk, updateWaitingToNow } from './webhook-walks.repository.ts'
import { updateGeneration } from './webhooks.repository.ts'

const MAX_REPLAYS = 10

/** Starts a replay of a locked webhook: a walk through a part of the log. */
export async function startReplay(
  transaction: Kysely<Database>,
  { id, position, from = position, to = position, failedSince }: WebhookReplayRequest,
  now: string,
): Promise<WebhookReplay> {
  const { replays } = await findProgress(transaction, id)
  if (replays >= MAX_REPLAYS) {
    throw new SupportError('WEBHOOK_REPLAYS_RUNNING', `Webhook ${id} has ${replays} replays in progress; wait for one`)
  }
  const { trimmedTo, lastPosition } = await findLogBounds(transaction)
  const first = from ?? trimmedTo + 1
  const last = to ?? lastPosition
  await refuseOutside(transaction, first - 1, position === undefined ? 'from' : 'position')
  if (failedSince === undefined) await refuseOutside(transaction, last, position === undefined ? 'to' : 'position')
  else await updateWaitingToNow(transaction, id, now, false)
  await insertWalk(transaction, id, { position: first - 1, endPosition: last, failedSince: failedSince ?? null })
  await updateGeneration(transaction, id)
  return { webhookId: id, from: first, to: last }
}
