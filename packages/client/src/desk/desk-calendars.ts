import type {
  Calendar,
  CalendarCreate,
  CalendarUpdate,
  DeskPageRequest,
  Ref,
  SupportRouter,
  VersionedRef,
} from '@kinconecta/support-contracts'
import type { TRPCClient } from '@trpc/client'
import type { SupportCall } from '../call.ts'
import { call, listCall } from '../caller.ts'
import type { CallOptions, ChangeOptions, VersionedChangeOptions } from '../options.ts'
import type { ListCall } from '../pages.ts'

/** The hours in which the time of service levels counts. Only admins create, update and delete them. */
export class DeskCalendars {
  readonly #trpc: TRPCClient<SupportRouter>['desk']['calendars']

  constructor(trpc: TRPCClient<SupportRouter>['desk']['calendars']) {
    this.#trpc = trpc
  }

  /**
   * Lists the calendars, ascending by id.
   *
   * Rejects with `CURSOR_INVALID` if no page of this list returned the cursor.
   * @example
   * const calendars = await support.desk.calendars.list().toArray({ limit: 100 })
   */
  list(query: DeskPageRequest = {}, options?: CallOptions): ListCall<Calendar, 'desk.calendars.list'> {
    return listCall('desk.calendars.list', query, options, (page, to) => this.#trpc.list.query(page, to))
  }

  /**
   * Returns the calendar with this id.
   *
   * Rejects with `CALENDAR_NOT_FOUND`.
   * @example
   * const { timeZone } = await support.desk.calendars.get({ id: 3 })
   */
  get(ref: Ref, options?: CallOptions): SupportCall<Calendar, 'desk.calendars.get'> {
    return call('desk.calendars.get', options, (to) => this.#trpc.get.query(ref, to))
  }

  /**
   * Creates a calendar. Default: no holidays.
   *
   * Rejects with `CALENDAR_LIMIT_REACHED`.
   * @example
   * await support.desk.calendars.create({
   *   name: 'Office in Madrid',
   *   timeZone: 'Europe/Madrid',
   *   hours: [{ day: 'monday', from: '09:00', to: '17:30' }],
   * })
   */
  create(input: CalendarCreate, options?: ChangeOptions): SupportCall<Calendar, 'desk.calendars.create'> {
    return call('desk.calendars.create', options, (to) => this.#trpc.create.mutate(input, to))
  }

  /**
   * Updates a calendar, for targets that start from now on. Fields that are left out keep their values; `hours` and
   * `holidays` are replaced.
   *
   * Rejects with `CALENDAR_NOT_FOUND` or with `PRECONDITION_FAILED`.
   * @example
   * await support.desk.calendars.update({ id: 3, holidays: ['2026-12-25'] })
   */
  update(
    input: CalendarUpdate,
    { ifVersion = input.ifVersion, ...options }: VersionedChangeOptions = {},
  ): SupportCall<Calendar, 'desk.calendars.update'> {
    return call('desk.calendars.update', options, (to) => this.#trpc.update.mutate({ ...input, ifVersion }, to))
  }

  /**
   * Deletes a calendar. Targets that run keep it. Resolves to null.
   *
   * Rejects with `CALENDAR_NOT_FOUND`, with `CALENDAR_IN_USE` if a policy uses it, or with `PRECONDITION_FAILED`.
   * @example
   * await support.desk.calendars.delete({ id: 3 })
   */
  delete(
    ref: VersionedRef,
    { ifVersion = ref.ifVersion, ...options }: VersionedChangeOptions = {},
  ): SupportCall<null, 'desk.calendars.delete'> {
    return call('desk.calendars.delete', options, (to) => this.#trpc.delete.mutate({ ...ref, ifVersion }, to))
  }
}
