import type { Ref, VersionedRef } from '../core/ids.ts'
import type { Page } from '../core/pages.ts'
import type { DeskPageRequest } from './agent.ts'
import type { Calendar, CalendarCreate, CalendarUpdate } from './calendar.ts'
import type { Policy, PolicyCreate, PolicyUpdate } from './policy.ts'

/** The operations of `desk.calendars`. */
export interface CalendarService {
  list(query: DeskPageRequest): Promise<Page<Calendar>>
  get(ref: Ref): Promise<Calendar>
  create(input: CalendarCreate): Promise<Calendar>
  update(input: CalendarUpdate): Promise<Calendar>
  delete(ref: VersionedRef): Promise<null>
}

/** The operations of `desk.policies`. */
export interface PolicyService {
  list(query: DeskPageRequest): Promise<Page<Policy>>
  get(ref: Ref): Promise<Policy>
  create(input: PolicyCreate): Promise<Policy>
  update(input: PolicyUpdate): Promise<Policy>
  delete(ref: VersionedRef): Promise<null>
}
