import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import pg from 'pg'

const FOLDER = new URL('../../../migrations/concurrently/', import.meta.url)
const POLL_MS = 200

// If another server creates the same index: deadlock_detected, unique_violation, duplicate_table, undefined_object.
const CONFLICTS = new Set(['40P01', '23505', '42P07', '42704'])
// Or this, as an internal error.
const CONCURRENT_UPDATE = 'tuple concurrently updated'

/** An index created by `create index concurrently`, which does not block writes and cannot run in a transaction. */
interface ConcurrentIndex {
  name: string
  table: string
  statement: string
}

/** Creates missing indexes, and recreates those whose creation was interrupted. Returns whether it created any. */
export async function createConcurrentIndexes<DB>(db: Kysely<DB>): Promise<boolean> {
  const created = new Set<string>()
  for (const index of await indexFiles()) {
    while (!(await isValid(db, index))) {
      if (await isBeingCreated(db, index)) await sleep(POLL_MS)
      else if (await create(db, index)) created.add(index.table)
    }
  }
  // An index on an expression has its own statistics, which `analyze` collects.
  for (const table of created) await sql`analyze ${sql.table(table)}`.execute(db)
  return created.size > 0
}

async function indexFiles(): Promise<ConcurrentIndex[]> {
  const files = (await readdir(FOLDER)).filter((name) => name.endsWith('.sql')).toSorted()
  const texts = await Promise.all(files.map((file) => readFile(new URL(file, FOLDER), 'utf8')))
  return texts.flatMap((text) =>
    [...text.matchAll(STATEMENT)].map(({ groups = {} }) => groups as unknown as ConcurrentIndex),
  )
}

const STATEMENT = /^(?<statement>create index concurrently if not exists (?<name>\w+) on (?<table>\w+)[^;]*);$/gm

async function isValid<DB>(db: Kysely<DB>, { name }: ConcurrentIndex): Promise<boolean> {
  const { rows } = await sql`
    select from pg_index where indexrelid = to_regclass(${name}) and indisvalid`.execute(db)
  return rows.length > 0
}

async function isBeingCreated<DB>(db: Kysely<DB>, { table }: ConcurrentIndex): Promise<boolean> {
  const { rows } = await sql`
    select from pg_stat_progress_create_index where relid = to_regclass(${table})`.execute(db)
  return rows.length > 0
}

/** Returns false if another server was creating the same index. */
async function create<DB>(db: Kysely<DB>, { name, statement }: ConcurrentIndex): Promise<boolean> {
  try {
    await sql`drop index concurrently if exists ${sql.id(name)}`.execute(db)
    await sql.raw(statement).execute(db)
    return true
  } catch (error) {
    if (error instanceof pg.DatabaseError && isConflict(error)) return false
    throw error
  }
}

function isConflict({ code = '', message }: pg.DatabaseError): boolean {
  return CONFLICTS.has(code) || message === CONCURRENT_UPDATE
}
