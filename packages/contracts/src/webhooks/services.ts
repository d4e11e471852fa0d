import type { Page, PageRequest } from '../core/pages.ts'
import type {
  WebhookDelivery,
  WebhookDeliveryQuery,
  WebhookReplay,
  WebhookReplayRequest,
  WebhookTest,
} from './webhook-delivery.ts'
import type {
  VersionedWebhookRef,
  Webhook,
  WebhookCreate,
  WebhookRef,
  WebhookStatus,
  WebhookUpdate,
  WebhookWithSecret,
} from './webhook.ts'

/** Which webhooks to list: all, ascending by id. */
export type WebhookQuery = Pick<PageRequest, 'limit' | 'cursor'>

/** Implemented by the server. Every method rejects with a SupportError that the operation declares. */
export interface WebhookService {
  create(input: WebhookCreate): Promise<WebhookWithSecret>
  list(query: WebhookQuery): Promise<Page<Webhook>>
  get(ref: WebhookRef): Promise<Webhook>
  getStatus(ref: WebhookRef): Promise<WebhookStatus>
  update(input: WebhookUpdate): Promise<Webhook>
  /** Resolves to null, because JSON has no undefined. */
  delete(ref: VersionedWebhookRef): Promise<null>
  rotateSecret(ref: WebhookRef): Promise<WebhookWithSecret>
  test(ref: WebhookRef): Promise<WebhookTest>
  listDeliveries(query: WebhookDeliveryQuery): Promise<Page<WebhookDelivery>>
  replay(input: WebhookReplayRequest): Promise<WebhookReplay>
}
