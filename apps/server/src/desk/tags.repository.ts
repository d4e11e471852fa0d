import { refuseMoreTags, SupportError, type Tag } from '@kinconecta/support-contracts'
import { type Kysely, sql } from 'kysely'
import pg from 'pg'
import type { Database } from '../platform/database/tables.ts'

/** The error for a tag that does not exist, or was merged into another one. */
export function tagNotFound(id: number): SupportError {
  return new SupportError('TAG_NOT_FOUND', `Tag ${id} not found, or merged into another tag`)
}

/**
 * Returns the ids of the tags with these names, in this order and each once. Creates tags that do not exist. The name
 * of a tag that was merged stands for the other tag, unless a tag has this name now.
 */
export async function getTagIds(transaction: Kysely<Database>, names: readonly string[]): Promise<number[]> {
  if (names.length === 0) return []
  const known = await findTagIds(transaction, names)
  const missing = names.filter((_, place) => known[place] === undefined)
  if (missing.length > 0) await insertTags(transaction, missing)
  const ids = missing.length > 0 ? await findTagIds(transaction, names) : known
  // Another transaction can rename a tag between the two statements.
  if (ids.includes(undefined)) throw new SupportError('WRITE_CONTENTION')
  return [...new Set(ids as number[])]
}

/** In one order, so that transactions with the same names do not wait for each other. */
async function insertTags(transaction: Kysely<Database>, names: readonly string[]): Promise<void> {
  const { existing } = await transaction
    .selectFrom('tags')
    .select((eb) => eb.fn.countAll<number>().as('existing'))
    .executeTakeFirstOrThrow()
  refuseMoreTags(existing, names.length)
  // Only Postgres decides which names differ in case alone, because its rules are not those of JavaScript.
  await sql`
    insert into tags (name)
    select name from (
      select distinct on (lower(name)) name from unnest(${names}::text[]) with ordinality as new(name, place)
      order by lower(name), place
    ) as new
    on conflict (lower(name)) where merged_into is null do nothing`.execute(transaction)
}

/** The id of each name, undefined if there is no such tag. */
async function findTagIds(db: Kysely<Database>, names: readonly string[]): Promise<(number | undefined)[]> {
  const { rows } = await sql<{ place: number; id: number }>`
    select distinct on (place) place, coalesce(merged_into, tag_id) as id
    from unnest(${names}::text[]) with ordinality as wanted(name, place)
    join tags on lower(tags.name) = lower(wanted.name)
    order by place, merged_into nulls first, tag_id desc`.execute(db)
  const ids = new Map(rows.map(({ place, id }) => [place, id]))
  return names.map((_, index) => ids.get(index + 1))
}

/** Lists tags after this id, ascending, with the number of their tickets that are not done. */
export async function listTags(db: Kysely<Database>, after: number, limit: number): Promise<Tag[]> {
  const { rows } = await sql<Tag>`
    with page as (
      select tag_id, name from tags where merged_into is null and tag_id > ${after} order by tag_id limit ${sql.lit(limit)}
    ), uses as (
      select coalesce(merged_into, tag_id) as tag_id, count(distinct ticket_id) as open_tickets
      from support_tickets
      cross join unnest(tag_ids) as own(id)
      join tags on tags.tag_id = own.id
      where status in ('OPEN', 'IN_PROGRESS') and tag_ids <> '{}'
        and coalesce(merged_into, tag_id) in (select tag_id from page)
      group by 1
    )
    select tag_id as "tagId", name, coalesce(open_tickets, 0) as "openTickets"
    from page left join uses using (tag_id) order by tag_id`.execute(db)
  return rows
}

export async function countTags(db: Kysely<Database>): Promise<number> {
  const { count } = await db
    .selectFrom('tags')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('merged_into', 'is', null)
    .executeTakeFirstOrThrow()
  return count
}

/** Finds a tag that was not merged, with the number of its tickets that are not done. */
export async function findTag(db: Kysely<Database>, id: number): Promise<Tag | undefined> {
  const [tag] = await listTags(db, id - 1, 1)
  return tag?.tagId === id ? tag : undefined
}

/** Renames a tag. Returns whether there is one. Throws NAME_TAKEN. */
export async function renameTag(db: Kysely<Database>, id: number, name: string): Promise<boolean> {
  try {
    const { numUpdatedRows } = await db
      .updateTable('tags')
      .set({ name })
      .where('tag_id', '=', id)
      .where('merged_into', 'is', null)
      .executeTakeFirst()
    return numUpdatedRows > 0n
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.constraint !== 'tags_name_idx') throw error
    const sentence = `There is a tag ${name} already; merge the tags instead`
    throw new SupportError('NAME_TAKEN', sentence, { cause: error })
  }
}

/** Locks tags that were not merged until this transaction ends. Returns the ids of those that exist. */
export async function lockTags(transaction: Kysely<Database>, ids: number[]): Promise<number[]> {
  const rows = await transaction
    .selectFrom('tags')
    .select('tag_id')
    .where('tag_id', 'in', ids)
    .where('merged_into', 'is', null)
    .orderBy('tag_id')
    .forUpdate()
    .execute()
  return rows.map(({ tag_id }) => tag_id)
}

/** Merges a tag, and the tags that were merged into it before, into another one. Both must be locked. */
export async function mergeTag(transaction: Kysely<Database>, id: number, into: number): Promise<void> {
  await transaction
    .updateTable('tags')
    .set({ merged_into: into })
    .where((eb) => eb.or([eb('tag_id', '=', id), eb('merged_into', '=', id)]))
    .execute()
}
