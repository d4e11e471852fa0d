import {
  type Calendar,
  type CalendarService,
  MAX_CALENDARS,
  MAX_POLICIES,
  type Policy,
  type PolicyService,
  SupportError,
} from '@kinconecta/support-contracts'
import { Store } from './store.ts'
import { wireTimestamp } from './timestamps.ts'

const listed = { isListed: () => true, isDescending: false }

/** The calendars and policies of a fake service. No time is measured: the tickets of a fake service are never due. */
export class ServiceLevels {
  readonly calendars: Store<Calendar>
  readonly policies: Store<Policy>

  constructor(now: () => string) {
    this.calendars = new Store<Calendar>(
      { id: 'calendarId', name: 'Calendar', notFound: 'CALENDAR_NOT_FOUND' },
      [],
      now,
    )
    this.policies = new Store<Policy>({ id: 'policyId', name: 'Policy', notFound: 'POLICY_NOT_FOUND' }, [], now)
  }
}

/** The rules of `desk.calendars.*` in memory. */
export function calendarService({ calendars, policies }: ServiceLevels, now: () => string): CalendarService {
  return {
    list: async (query) => calendars.list(query, { ...listed, positionOf: ({ row }) => [row.calendarId] }),
    get: async ({ id }) => calendars.get(id),
    async create({ name, timeZone, hours, holidays = [] }) {
      if (calendars.all().length >= MAX_CALENDARS)
        throw new SupportError('CALENDAR_LIMIT_REACHED', `There can be ${MAX_CALENDARS} calendars; delete one first`)
      return calendars.insert((calendarId) => ({
        calendarId,
        name,
        timeZone,
        hours,
        holidays: inOrder(holidays),
        createdAt: wireTimestamp(now()),
      }))
    },
    update: async ({ id, ifVersion, holidays, ...fields }) =>
      calendars.update(id, ifVersion, { ...fields, holidays: holidays && inOrder(holidays) }),
    async delete({ id, ifVersion }) {
      calendars.get(id, ifVersion)
      if (policies.all().some(({ calendarId }) => calendarId === id))
        throw new SupportError('CALENDAR_IN_USE', `A policy uses calendar ${id}; change the policy first`)
      calendars.delete(id, ifVersion)
      return null
    },
  }
}

/** The rules of `desk.policies.*` in memory. */
export function policyService({ calendars, policies }: ServiceLevels, now: () => string): PolicyService {
  return {
    list: async (query) => policies.list(query, { ...listed, positionOf: ({ row }) => [row.policyId] }),
    get: async ({ id }) => policies.get(id),
    async create({ rank = 100, categories = null, priorities = null, roles = null, warnPercent = null, ...fields }) {
      calendars.get(fields.calendarId)
      if (policies.all().length >= MAX_POLICIES)
        throw new SupportError('POLICY_LIMIT_REACHED', `There can be ${MAX_POLICIES} policies; delete one first`)
      return policies.insert((policyId) => ({
        policyId,
        ...fields,
        rank,
        categories,
        priorities,
        roles,
        warnPercent,
        createdAt: wireTimestamp(now()),
      }))
    },
    async update({ id, ifVersion, ...fields }) {
      policies.get(id, ifVersion)
      if (fields.calendarId !== undefined) calendars.get(fields.calendarId)
      return policies.update(id, ifVersion, fields)
    },
    async delete({ id, ifVersion }) {
      policies.delete(id, ifVersion)
      return null
    },
  }
}

function inOrder(dates: readonly string[]): string[] {
  return [...new Set(dates)].toSorted()
}
