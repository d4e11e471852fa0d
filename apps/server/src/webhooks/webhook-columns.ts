import {
  type Actor,
  type EventType,
  SupportError,
  type WebhookCreate,
  type WebhookUpdate,
} from '@kinconecta/support-contracts'
import type { Updateable } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import type { NewSecret } from './webhook-secrets.ts'
import type { NewColumns, WebhookRow } from './webhook-row.ts'

/** The columns of a webhook to create. */
export function newColumns(
  input: WebhookCreate,
  actor: Actor,
  { encrypted, publicKey }: Omit<NewSecret, 'secret'>,
): NewColumns {
  const { isEnabled = true } = input
  return {
    url: input.url,
    types: uniqueTypes(input) ?? null,
    description: input.description ?? '',
    payload: input.payload ?? 'thin',
    signatures: uniqueSignatures(input) ?? ['v1'],
    secret: encrypted,
    public_key: publicKey,
    is_enabled: isEnabled,
    disabled_reason: isEnabled ? null : 'by_request',
    acts_for: actsFor(actor),
  }
}

/** The columns that an update changes. Kysely omits those that are undefined, so absent fields keep their values. */
export function changedColumns(
  before: WebhookRow,
  input: WebhookUpdate,
  actor: Actor,
  isResumed: boolean,
): Updateable<Database['webhooks']> {
  const { isEnabled = before.is_enabled } = input
  return {
    url: input.url,
    types: uniqueTypes(input),
    description: input.description,
    payload: input.payload,
    signatures: uniqueSignatures(input),
    is_enabled: isEnabled,
    disabled_reason: isEnabled ? null : (before.disabled_reason ?? 'by_request'),
    acts_for: actsFor(actor),
    paused_until: null,
    ...(isResumed && { failing_since: null }),
  }
}

/**
 * A `full` payload has what the caller could read, so an API key needs the scopes for it. Throws FORBIDDEN if one is
 * missing.
 */
export function refuseUnreadable(actor: Actor, payload: 'thin' | 'full' | undefined): void {
  if (payload !== 'full' || actor.kind !== 'service') return
  const missing = (['tickets:read', 'attachments:read'] as const).filter((scope) => !actor.scopes.includes(scope))
  if (missing.length === 0) return
  throw new SupportError('FORBIDDEN', `For full payloads, this API key needs the scope ${missing.join(' and ')}.`)
}

/** The caller for whom the webhook acts from now on. The end of a person's token or session does not end it. */
function actsFor(actor: Actor): string {
  return JSON.stringify({ ...actor, expiresAtMs: undefined, sessionId: undefined })
}

function uniqueTypes({ types }: WebhookCreate | WebhookUpdate): EventType[] | null | undefined {
  return types && [...new Set(types)]
}

function uniqueSignatures({ signatures }: WebhookCreate | WebhookUpdate): ('v1' | 'v1a')[] | undefined {
  return signatures && [...new Set(signatures)].toSorted()
}
