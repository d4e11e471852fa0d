import type { Webhook } from '@kinconecta/support-contracts'
import type { Insertable, Selectable } from 'kysely'
import type { Database } from '../platform/database/tables.ts'

/** A webhook as it is stored. */
export type WebhookRow = Selectable<Database['webhooks']>

/** The columns of a new webhook, without its timestamps. */
export type NewColumns = Omit<Insertable<Database['webhooks']>, 'created_at' | 'updated_at'>

/** A webhook with its version, from which its ETag is made. */
export type VersionedWebhook = Webhook & { version: number }

/** The webhook as callers see it. */
export function webhookOf(row: WebhookRow, now: string): VersionedWebhook {
  const expiresAt = row.previous_secret_expires_at
  return {
    webhookId: row.webhook_id,
    url: row.url,
    types: row.types,
    description: row.description,
    payload: row.payload,
    signatures: row.signatures,
    publicKey: row.signatures.includes('v1a') ? row.public_key : null,
    previousSecretExpiresAt: expiresAt !== null && expiresAt > now.slice(0, 19) ? expiresAt : null,
    isEnabled: row.is_enabled,
    disabledReason: row.disabled_reason,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    version: row.version,
  }
}
