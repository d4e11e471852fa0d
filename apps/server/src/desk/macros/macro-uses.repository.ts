import type { MacroUses } from '@kinconecta/support-contracts'
import { type Kysely, sql } from 'kysely'
import { WITH_COMMIT } from '../../platform/database/pipelined.ts'
import type { Database } from '../../platform/database/tables.ts'

const BATCH = 10_000

/** Records a use. It is a row of its own, so that calls with one macro do not wait for each other. */
export async function insertMacroUse(transaction: Kysely<Database>, macroId: number, now: string): Promise<void> {
  await transaction
    .insertInto('macro_uses')
    .values({ macro_id: macroId, used_at: now })
    .modifyEnd(sql.raw(WITH_COMMIT))
    .execute()
}

/** How often macros were used: the uses that were counted before, and those since. */
export async function findMacroUses(db: Kysely<Database>, ids: readonly number[]): Promise<MacroUses['uses']> {
  const { rows } = await sql<MacroUses['uses'][number]>`
    select macros.macro_id as "macroId", use_count + count(used_at) as "useCount",
      greatest(last_used_at, max(used_at)) as "lastUsedAt"
    from macros left join macro_uses using (macro_id)
    where macros.macro_id = any(${[...ids]}::bigint[])
    group by macros.macro_id`.execute(db)
  return rows
}

/** Adds the recorded uses to the counts of their macros, so that reading a count stays cheap. */
export async function countMacroUses(db: Kysely<Database>): Promise<void> {
  for (let counted = BATCH; counted === BATCH;) {
    const { rows } = await sql<{ counted: number }>`
      with taken as (
        delete from macro_uses where ctid = any(array(
          select ctid from macro_uses limit ${sql.lit(BATCH)} for update skip locked))
        returning macro_id, used_at
      ), uses as (
        select macro_id, count(*) as times, max(used_at) as last from taken group by macro_id
      ), added as (
        update macros set use_count = use_count + times, last_used_at = greatest(last_used_at, last)
        from uses where macros.macro_id = uses.macro_id
      )
      select count(*)::int as counted from taken`.execute(db)
    counted = rows[0]!.counted
  }
}
