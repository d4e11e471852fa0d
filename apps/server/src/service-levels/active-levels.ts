import { type Kysely, sql } from 'kysely'
import type { RecordedChange } from '../events/change-record.ts'
import type { Database } from '../platform/database/tables.ts'
import { followChanges, type TicketDue } from './follow-changes.ts'

const ABSENT_MS = 1_000

/** Service levels of an installation. While it has never had a policy, changes of tickets cost nothing more. */
export interface ServiceLevels {
  /** Makes the clocks of tickets follow changes of the same transaction. Returns what the tickets now show. */
  follow(
    transaction: Kysely<Database>,
    changes: readonly RecordedChange[],
    now: string,
  ): Promise<Map<number, TicketDue>>
  /** Must be called after a policy was created. Other servers apply the first policy within a second. */
  changed(): void
}

/** Opens the service levels of a server. */
export function openServiceLevels(): ServiceLevels {
  let hasPolicies = false
  let lookAgainAt = 0
  const arePresent = async (transaction: Kysely<Database>): Promise<boolean> => {
    if (hasPolicies || performance.now() < lookAgainAt) return hasPolicies
    lookAgainAt = performance.now() + ABSENT_MS
    const { rows } = await sql<{ isFound: boolean }>`select exists (select from sla_policies) as "isFound"`.execute(
      transaction,
    )
    hasPolicies ||= rows[0]!.isFound
    return hasPolicies
  }
  return {
    follow: async (transaction, changes, now) =>
      changes.length > 0 && (await arePresent(transaction)) ? followChanges(transaction, changes, now) : new Map(),
    changed() {
      lookAgainAt = 0
    },
  }
}
