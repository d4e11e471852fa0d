import type { SupportEvent } from '@kinconecta/support-contracts'
import type { Attempt } from './webhook-attempt.ts'
import type { NewDelivery } from './webhook-deliveries.repository.ts'
import type { WebhookRow } from './webhook-row.ts'

/** The row of an attempt in the delivery log. */
export function rowOf(
  { webhook_id }: WebhookRow,
  message: SupportEvent | { id: string; type: 'webhook.test' },
  attempt: number,
  isLast: boolean,
  { failure, status, durationMs, answer }: Attempt,
  now: string,
): NewDelivery {
  const isInLog = 'position' in message
  return {
    webhook_id,
    message_id: message.id,
    position: isInLog ? message.position : null,
    ticket_id: isInLog ? message.ticketId : null,
    type: message.type,
    attempt,
    outcome: failure === undefined ? 'delivered' : isLast ? 'given_up' : 'failed',
    failure: failure ?? null,
    status: status ?? null,
    duration_ms: durationMs,
    answer,
    attempted_at: now,
  }
}
