import type { GroupOfReport, ReportGroup } from '@kinconecta/support-contracts'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../platform/database/tables.ts'

const UNGROUPED: GroupOfReport = { key: null, group: null, groupName: null }

/** Lists the groups with these keys, with the names of agents, teams and tags. */
export async function listGroups(
  db: Kysely<Database>,
  groupBy: ReportGroup | undefined,
  counted: readonly { key: string | null }[],
): Promise<GroupOfReport[]> {
  if (groupBy === undefined) return [UNGROUPED]
  const keys = [...new Set(counted.map(({ key }) => key))]
  const names = await namesOf(
    db,
    groupBy,
    keys.filter((key) => key !== null),
  )
  return keys.map((key) => {
    if (key === null) return UNGROUPED
    const name = names ? (names.get(key) ?? null) : key
    return { key, group: groupBy === 'tag' ? name : key, groupName: name }
  })
}

/** The names of agents, teams or tags by their keys; undefined for groups that are their own name. */
async function namesOf(
  db: Kysely<Database>,
  groupBy: ReportGroup,
  keys: string[],
): Promise<Map<string, string | null> | undefined> {
  const statement = {
    category: undefined,
    roleContext: undefined,
    assigneeId: sql<Named>`select agent_id as key, name from agents where agent_id = any(${keys}::text[])`,
    teamId: sql<Named>`select team_id::text as key, name from teams where team_id = any(${keys}::bigint[])`,
    tag: sql<Named>`select tag_id::text as key, name from tags where tag_id = any(${keys}::bigint[])`,
  }[groupBy]
  if (!statement) return undefined
  const { rows } = await statement.execute(db)
  return new Map(rows.map(({ key, name }) => [key, name]))
}

interface Named {
  key: string
  name: string | null
}
