import { given, type Policy, type PolicyCreate, type PolicyUpdate, SupportError } from '@kinconecta/support-contracts'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../platform/database/tables.ts'

/** A policy with its version. */
export type VersionedPolicy = Policy & { version: number }

const DEFAULTS = { rank: 100, categories: null, priorities: null, roles: null, warnPercent: null }

/** The error for a policy that does not exist. */
export function policyNotFound(id: number): SupportError {
  return new SupportError('POLICY_NOT_FOUND', `Policy ${id} not found`)
}

/** Lists policies after this id, ascending. */
export async function listPolicies(db: Kysely<Database>, after: number, limit: number): Promise<VersionedPolicy[]> {
  return currentPolicies(db)
    .where('sla_policies.policy_id', '>', after)
    .orderBy('sla_policies.policy_id')
    .limit(sql.lit(limit))
    .execute()
}

/** Lets others create policies only after this transaction. */
export async function lockPolicies(transaction: Kysely<Database>): Promise<void> {
  await sql`lock table sla_policies in share row exclusive mode`.execute(transaction)
}

export async function countPolicies(db: Kysely<Database>): Promise<number> {
  const { count } = await db
    .selectFrom('sla_policies')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow()
  return count
}

/** Finds a policy by id. */
export async function findPolicy(db: Kysely<Database>, id: number): Promise<VersionedPolicy | undefined> {
  return currentPolicies(db).where('sla_policies.policy_id', '=', id).executeTakeFirst()
}

/** Locks a policy until this transaction ends. */
export async function lockPolicy(
  transaction: Kysely<Database>,
  id: number,
): Promise<Pick<VersionedPolicy, 'version'> | undefined> {
  return transaction
    .selectFrom('sla_policies')
    .select('version')
    .where('policy_id', '=', id)
    .where('deleted_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
}

/** Inserts a policy. Returns its id. */
export async function insertPolicy(transaction: Kysely<Database>, policy: PolicyCreate, now: string): Promise<number> {
  const { id } = await transaction
    .insertInto('sla_policies')
    .values({ created_at: now })
    .returning('policy_id as id')
    .executeTakeFirstOrThrow()
  await insertVersion(transaction, id, 1, { ...DEFAULTS, ...given(policy) })
  return id
}

/** Gives a policy that is locked another version. */
export async function updatePolicy(
  transaction: Kysely<Database>,
  before: VersionedPolicy,
  { id, ifVersion: _ifVersion, ...fields }: PolicyUpdate,
): Promise<void> {
  const version = before.version + 1
  await insertVersion(transaction, id, version, { ...before, ...given(fields) })
  await transaction.updateTable('sla_policies').set({ version }).where('policy_id', '=', id).execute()
}

/** Deletes a policy that is locked. Its versions stay, for its targets. */
export async function deletePolicy(transaction: Kysely<Database>, id: number, now: string): Promise<void> {
  await transaction.updateTable('sla_policies').set({ deleted_at: now }).where('policy_id', '=', id).execute()
}

type Rules = Omit<Policy, 'policyId' | 'createdAt'>

async function insertVersion(
  transaction: Kysely<Database>,
  id: number,
  version: number,
  { name, rank, categories, priorities, roles, calendarId, targets, warnPercent }: Rules,
): Promise<void> {
  await transaction
    .insertInto('sla_policy_versions')
    .values({
      policy_id: id,
      version,
      name,
      rank,
      categories,
      priorities,
      roles,
      calendar_id: calendarId,
      targets: JSON.stringify(targets),
      warn_percent: warnPercent,
    })
    .execute()
}

function currentPolicies(db: Kysely<Database>) {
  return db
    .selectFrom('sla_policies')
    .innerJoin('sla_policy_versions', (join) =>
      join
        .onRef('sla_policy_versions.policy_id', '=', 'sla_policies.policy_id')
        .onRef('sla_policy_versions.version', '=', 'sla_policies.version'),
    )
    .select([
      'sla_policies.policy_id as policyId',
      'sla_policies.version',
      'name',
      'rank',
      'categories',
      'priorities',
      'roles',
      'calendar_id as calendarId',
      'targets',
      'warn_percent as warnPercent',
      'created_at as createdAt',
    ])
    .where('deleted_at', 'is', null)
}
