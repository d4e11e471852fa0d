import type { Actor } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/database/tables.ts'
import type { WebhookSecrets } from './webhook-secrets.ts'

/** The dependencies of the service for one call. In a mutation, `db` is its transaction. */
export interface WebhookDependencies {
  db: Kysely<Database>
  lists: Kysely<Database>
  clock: Clock
  actor: Actor
  ifVersions: number[] | undefined
  webhookSecrets: WebhookSecrets
}
