import type { Actor, EventActor } from '@kinconecta/support-contracts'
import { type Kysely, sql } from 'kysely'
import { WITH_COMMIT } from '../platform/database/pipelined.ts'
import type { Database } from '../platform/database/tables.ts'
import type { RecordedChange } from './change-record.ts'

/**
 * Inserts events in the transaction of their change. Must be called after the change has locked its rows: the ids are
 * generated here, so the events of one ticket have ids in the order of the commits.
 */
export async function insertEvents(
  transaction: Kysely<Database>,
  changes: readonly RecordedChange[],
  actor: EventActor,
  now: string,
): Promise<void> {
  await transaction
    .insertInto('event_outbox')
    .values(
      changes.map(({ type, ticketId, requesterId, version, data }) => ({
        type,
        occurred_at: now,
        ticket_id: ticketId,
        user_id: requesterId,
        actor_kind: actor.kind,
        actor_id: actor.id,
        version,
        data: JSON.stringify(data),
      })),
    )
    .modifyEnd(sql.raw(WITH_COMMIT))
    .execute()
}

/** Returns the actor of the events of a caller. The id of a guest is left out, because it is a network address. */
export function eventActorOf({ kind, id }: Actor): EventActor {
  return kind === 'guest' || kind === 'link' || kind === 'ticketToken' ? { kind: 'guest', id: null } : { kind, id }
}

/**
 * Moves at most `limit` events from the outbox to the end of the log, in the order of their ids. The transaction must
 * have locked the log. Returns the new last position.
 */
export async function appendToLog(transaction: Kysely<Database>, lastPosition: number, limit: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with taken as (
      delete from event_outbox
      where event_id in (select event_id from event_outbox order by event_id limit ${limit})
      returning *
    ), appended as (
      insert into events (position, event_id, type, occurred_at, ticket_id, user_id, actor_kind, actor_id, version, data)
      select ${lastPosition}::bigint + row_number() over (order by event_id), event_id, type, occurred_at, ticket_id,
        user_id, actor_kind, actor_id, version, data
      from taken
      returning position
    )
    select count(*) from appended`.execute(transaction)
  return lastPosition + rows[0]!.count
}
