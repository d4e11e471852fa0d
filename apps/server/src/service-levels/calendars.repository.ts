import {
  type Calendar,
  type CalendarCreate,
  type CalendarUpdate,
  given,
  SupportError,
} from '@kinconecta/support-contracts'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../platform/database/tables.ts'

/** A calendar with its version. */
export type VersionedCalendar = Calendar & { version: number }

/** The error for a calendar that does not exist. */
export function calendarNotFound(id: number): SupportError {
  return new SupportError('CALENDAR_NOT_FOUND', `Calendar ${id} not found`)
}

/** Lists calendars after this id, ascending. */
export async function listCalendars(db: Kysely<Database>, after: number, limit: number): Promise<VersionedCalendar[]> {
  return currentCalendars(db)
    .where('sla_calendars.calendar_id', '>', after)
    .orderBy('sla_calendars.calendar_id')
    .limit(sql.lit(limit))
    .execute()
}

/** Lets others create calendars only after this transaction. */
export async function lockCalendars(transaction: Kysely<Database>): Promise<void> {
  await sql`lock table sla_calendars in share row exclusive mode`.execute(transaction)
}

export async function countCalendars(db: Kysely<Database>): Promise<number> {
  const { count } = await db
    .selectFrom('sla_calendars')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow()
  return count
}

/** Finds a calendar by id. */
export async function findCalendar(db: Kysely<Database>, id: number): Promise<VersionedCalendar | undefined> {
  return currentCalendars(db).where('sla_calendars.calendar_id', '=', id).executeTakeFirst()
}

/** Locks a calendar until this transaction ends. Others may refer to it meanwhile only if `isShared`. */
export async function lockCalendar(
  transaction: Kysely<Database>,
  id: number,
  isShared = false,
): Promise<{ version: number } | undefined> {
  return transaction
    .selectFrom('sla_calendars')
    .select('version')
    .where('calendar_id', '=', id)
    .where('deleted_at', 'is', null)
    .$if(isShared, (query) => query.forShare())
    .$if(!isShared, (query) => query.forUpdate())
    .executeTakeFirst()
}

/** Inserts a calendar. Returns its id. */
export async function insertCalendar(
  transaction: Kysely<Database>,
  calendar: CalendarCreate,
  now: string,
): Promise<number> {
  const { id } = await transaction
    .insertInto('sla_calendars')
    .values({ created_at: now })
    .returning('calendar_id as id')
    .executeTakeFirstOrThrow()
  await insertVersion(transaction, { id, version: 1, ...calendar })
  return id
}

/** Gives a calendar that is locked another version. */
export async function updateCalendar(
  transaction: Kysely<Database>,
  before: VersionedCalendar,
  { ifVersion: _ifVersion, ...fields }: CalendarUpdate,
): Promise<void> {
  const version = before.version + 1
  await insertVersion(transaction, { ...before, ...given(fields), id: fields.id, version })
  await transaction.updateTable('sla_calendars').set({ version }).where('calendar_id', '=', fields.id).execute()
}

/** Whether a policy uses the calendar. */
export async function isCalendarInUse(transaction: Kysely<Database>, id: number): Promise<boolean> {
  const found = await transaction
    .selectFrom('sla_policies')
    .innerJoin('sla_policy_versions', (join) =>
      join
        .onRef('sla_policy_versions.policy_id', '=', 'sla_policies.policy_id')
        .onRef('sla_policy_versions.version', '=', 'sla_policies.version'),
    )
    .select('sla_policies.policy_id')
    .where('calendar_id', '=', id)
    .where('deleted_at', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return found !== undefined
}

/** Deletes a calendar that is locked. Its versions stay, for the targets that run by it. */
export async function deleteCalendar(transaction: Kysely<Database>, id: number, now: string): Promise<void> {
  await transaction.updateTable('sla_calendars').set({ deleted_at: now }).where('calendar_id', '=', id).execute()
}

type NewVersion = Omit<CalendarCreate, 'holidays'> & { id: number; version: number; holidays?: string[] | undefined }

async function insertVersion(
  transaction: Kysely<Database>,
  { id, version, name, timeZone, hours, holidays = [] }: NewVersion,
): Promise<void> {
  await transaction
    .insertInto('sla_calendar_versions')
    .values({
      calendar_id: id,
      version,
      name,
      time_zone: timeZone,
      hours: JSON.stringify(hours),
      holidays: JSON.stringify([...new Set(holidays)].toSorted()),
    })
    .execute()
}

function currentCalendars(db: Kysely<Database>) {
  return db
    .selectFrom('sla_calendars')
    .innerJoin('sla_calendar_versions', (join) =>
      join
        .onRef('sla_calendar_versions.calendar_id', '=', 'sla_calendars.calendar_id')
        .onRef('sla_calendar_versions.version', '=', 'sla_calendars.version'),
    )
    .select([
      'sla_calendars.calendar_id as calendarId',
      'sla_calendars.version',
      'name',
      'time_zone as timeZone',
      'hours',
      'holidays',
      'created_at as createdAt',
    ])
    .where('deleted_at', 'is', null)
}
