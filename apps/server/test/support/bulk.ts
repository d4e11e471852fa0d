import { type Kysely, sql } from 'kysely'
import { bulkJob } from '../../src/desk/bulk/bulk-job.ts'
import type { Database } from '../../src/platform/database/tables.ts'
import type { TestService } from './harness.ts'

type Bulks = Pick<TestService, 'db' | 'clock' | 'eventLog'>

/** The job of bulk changes, with the clock of a service. */
export function bulkJobOf({ db, clock, eventLog }: Bulks) {
  const log = {
    error: (context: unknown) => {
      throw (context as { err: Error }).err
    },
  }
  return bulkJob({ db, clock: () => clock.now, changed: () => eventLog.changed(), log })
}

/** Makes the bulk changes that have not ended, as the job does. */
export async function runBulks(service: Bulks): Promise<void> {
  const rows = await service.db
    .selectFrom('bulk_changes')
    .select('bulk_id as bulkId')
    .where('ended_at', 'is', null)
    .orderBy('bulk_id')
    .execute()
  const job = bulkJobOf(service)
  const run = { signal: new AbortController().signal, progress: null, saveProgress: async () => {} }
  for (const { bulkId } of rows) await job.run({ bulkId }, run)
}

/** Replaces all bulk changes by two of an owner: one that has not begun, and one that has ended and can be undone. */
export async function insertBulks(
  db: Kysely<Database>,
  owner: string,
  ticketId = 1,
): Promise<{ bulkId: number; endedBulkId: number }> {
  await db.deleteFrom('bulk_changes').execute()
  const fields = { owner, actor_kind: 'agent', actor_id: 'agent:agent-7', undo_of: null, versions: null } as const
  const changes = JSON.stringify({ priority: 'HIGH' })
  const created_at = '2026-03-11T10:00:00Z'
  const rows = await db
    .insertInto('bulk_changes')
    .values([
      { ...fields, changes, total: 1, created_at, ended_at: null },
      { ...fields, changes, total: 1, done: 1, status: 'done', created_at, ended_at: '2026-03-11T10:01:00Z' },
    ])
    .returning('bulk_id as id')
    .execute()
  const [bulkId, endedBulkId] = [rows[0]!.id, rows[1]!.id]
  const replaced = JSON.stringify({ before: { priority: 'NORMAL' }, after: { priority: 'HIGH' } })
  await db
    .insertInto('bulk_chunks')
    .values({ bulk_id: bulkId, number: 0, ticket_ids: [ticketId] })
    .execute()
  await db
    .insertInto('bulk_results')
    .values({ bulk_id: endedBulkId, ticket_id: ticketId, outcome: 'changed', code: null, detail: null, replaced })
    .execute()
  return { bulkId, endedBulkId }
}

/** Inserts a macro of an agent: it writes a note and changes the priority. */
export async function insertMacro(db: Kysely<Database>, ownerId: string): Promise<number> {
  await sql`insert into agents (agent_id, role) values (${ownerId}, 'agent') on conflict do nothing`.execute(db)
  const { macroId } = await db
    .insertInto('macros')
    .values({
      owner_id: ownerId,
      name: 'Note',
      team_id: null,
      reply: JSON.stringify({ kind: 'note', body: 'Lo mira {{agent.name}}' }),
      changes: JSON.stringify({ priority: 'URGENT' }),
      created_at: '2026-03-11T10:00:00Z',
      last_used_at: null,
    })
    .returning('macro_id as macroId')
    .executeTakeFirstOrThrow()
  return macroId
}
