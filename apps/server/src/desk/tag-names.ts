import { type Kysely, sql } from 'kysely'
import type { Database } from '../platform/database/tables.ts'

/**
 * Finds the ids by which tickets have the tags with these names: those of the tags, and those of all tags that were
 * merged into them. The name of a merged tag means the tag into which it was merged, unless another tag has this name
 * now.
 */
export async function findTagIds(db: Kysely<Database>, names: string[]): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    with recursive named as (
      select distinct on (lower(name)) tag_id, merged_into from tags
      where lower(name) in (select lower(name) from unnest(${names}::text[]) as asked(name))
      order by lower(name), merged_into nulls first
    ), up as (
      select tag_id, merged_into from named
      union select tags.tag_id, tags.merged_into from tags join up on tags.tag_id = up.merged_into
    ), down as (
      select tag_id from up where merged_into is null
      union select tags.tag_id from tags join down on tags.merged_into = down.tag_id
    )
    select tag_id as id from down order by 1`.execute(db)
  return rows.map(({ id }) => id)
}
