import type { WebhookService } from '@kinconecta/support-contracts'
import { webhookChanges } from './webhook-changes.ts'
import type { WebhookDependencies } from './webhook-dependencies.ts'
import { webhookReads } from './webhook-reads.ts'

/** The rules of `webhooks.*`. The URLs of inputs were checked before (webhook-urls.ts), outside of the transaction. */
export function webhookService(dependencies: WebhookDependencies): WebhookService {
  return { ...webhookReads(dependencies), ...webhookChanges(dependencies) }
}
