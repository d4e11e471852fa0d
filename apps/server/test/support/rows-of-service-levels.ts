/** The ids of service levels that the input of an operation can contain. */
export interface ServiceLevelIds {
  /** A calendar that no policy uses. */
  calendarId: number
  policyId: number
}

export const NO_SERVICE_LEVELS: ServiceLevelIds = { calendarId: 9_000_000, policyId: 9_000_000 }

/** A calendar, and a policy for tickets that no test has. */
export const aCalendar = {
  name: 'Madrid',
  timeZone: 'Europe/Madrid',
  hours: [{ day: 'monday', from: '09:00', to: '17:30' }],
} as const
export const aPolicy = {
  name: 'Guides',
  rank: 7,
  categories: ['VERIFICACION_GUIAS'],
  priorities: ['LOW'],
  roles: ['GUIDE'],
  targets: { firstResponseMinutes: 60, nextResponseMinutes: null, resolutionMinutes: 960 },
}

/** How tests call the operations of calendars and policies. */
export const rowsOfServiceLevels = {
  'desk.calendars.list': { names: 'nothing', input: () => ({ limit: 1000 }) },
  'desk.calendars.get': { names: 'calendarId', input: ({ calendarId }: ServiceLevelIds) => ({ id: calendarId }) },
  'desk.calendars.create': { names: 'nothing', input: () => aCalendar, events: [] as never[] },
  'desk.calendars.update': {
    names: 'calendarId',
    input: ({ calendarId }: ServiceLevelIds) => ({ id: calendarId, holidays: ['2026-12-25'] }),
    events: [] as never[],
  },
  'desk.calendars.delete': {
    names: 'calendarId',
    input: ({ calendarId }: ServiceLevelIds) => ({ id: calendarId }),
    events: [] as never[],
  },
  'desk.policies.list': { names: 'nothing', input: () => ({ limit: 1000 }) },
  'desk.policies.get': { names: 'policyId', input: ({ policyId }: ServiceLevelIds) => ({ id: policyId }) },
  'desk.policies.create': {
    names: 'calendarId',
    input: ({ calendarId }: ServiceLevelIds) => ({ ...aPolicy, calendarId }),
    events: [] as never[],
  },
  'desk.policies.update': {
    names: 'policyId',
    input: ({ policyId }: ServiceLevelIds) => ({ id: policyId, rank: 8 }),
    events: [] as never[],
  },
  'desk.policies.delete': {
    names: 'policyId',
    input: ({ policyId }: ServiceLevelIds) => ({ id: policyId }),
    events: [] as never[],
  },
} as const
