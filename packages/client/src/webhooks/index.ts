export type { Attachment, SupportEvent, Ticket, WebhookMessage, WebhookTestEvent } from '@kinconecta/support-contracts'
export { signWebhook, type SignWebhookOptions, type WebhookHeaders } from './sign-webhook.ts'
export {
  verifyWebhook,
  type VerifyWebhookOptions,
  type WebhookRequestHeaders,
  WebhookVerificationError,
  type WebhookVerificationErrorCode,
} from './verify-webhook.ts'
