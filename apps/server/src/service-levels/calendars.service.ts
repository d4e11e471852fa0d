import { type CalendarService, Id, MAX_CALENDARS, SupportError, type VersionedRef } from '@kinconecta/support-contracts'
import { z } from 'zod'
import { readPage } from '../platform/paging/page.ts'
import { versionMismatch } from '../platform/version-mismatch.ts'
import type { TicketDependencies } from '../tickets/tickets.service.ts'
import {
  calendarNotFound,
  countCalendars,
  deleteCalendar,
  findCalendar,
  insertCalendar,
  isCalendarInUse,
  listCalendars,
  lockCalendar,
  lockCalendars,
  updateCalendar,
  type VersionedCalendar,
} from './calendars.repository.ts'

const position = z.tuple([Id])

/** The rules of `desk.calendars.*`. */
export function calendarService({ db, lists, clock, ifVersions }: TicketDependencies): CalendarService {
  const get = async (id: number): Promise<VersionedCalendar> => {
    const calendar = await findCalendar(db, id)
    if (!calendar) throw calendarNotFound(id)
    return calendar
  }

  const lock = async ({ id }: VersionedRef): Promise<void> => {
    const calendar = await lockCalendar(db, id)
    if (!calendar) throw calendarNotFound(id)
    if (ifVersions?.includes(calendar.version) === false)
      throw versionMismatch(`Calendar ${id}`, calendar.version, ifVersions)
  }

  return {
    list: (query) =>
      readPage(query, {
        name: 'desk.calendars',
        position,
        positionOf: ({ calendarId }) => [calendarId] as [number],
        listAfter: async (after, limit) => ({ rows: await listCalendars(lists, after?.[0] ?? 0, limit), isCut: false }),
        count: () => countCalendars(lists),
      }),

    get: ({ id }) => get(id),

    async create(input) {
      await lockCalendars(db)
      if ((await countCalendars(db)) >= MAX_CALENDARS)
        throw new SupportError('CALENDAR_LIMIT_REACHED', `There can be ${MAX_CALENDARS} calendars; delete one first`)
      return get(await insertCalendar(db, input, clock()))
    },

    async update(input) {
      await lock(input)
      await updateCalendar(db, await get(input.id), input)
      return get(input.id)
    },

    async delete(ref) {
      await lock(ref)
      if (await isCalendarInUse(db, ref.id))
        throw new SupportError('CALENDAR_IN_USE', `A policy uses calendar ${ref.id}; change the policy first`)
      await deleteCalendar(db, ref.id, clock())
      return null
    },
  }
}
