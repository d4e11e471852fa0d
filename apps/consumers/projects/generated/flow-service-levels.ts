// The part of the flow about service levels.
import type { Answer } from './flow'

export interface CalendarBody {
  name: string
  timeZone: string
  hours: { day: 'monday'; from: string; to: string }[]
}

export interface PolicyBody {
  name: string
  roles: 'GUIDE'[]
  calendarId: number
  targets: { firstResponseMinutes: number | null; nextResponseMinutes: number | null; resolutionMinutes: number | null }
}

/** The functions of calendars and policies. */
export interface ServiceLevelClient {
  'desk-calendars-create': (body: CalendarBody) => Promise<Answer>
  'desk-calendars-list': (query: { limit: number }) => Promise<Answer>
  'desk-calendars-get': (id: number) => Promise<Answer>
  'desk-calendars-update': (id: number, body: Partial<CalendarBody>) => Promise<Answer>
  'desk-calendars-delete': (id: number) => Promise<Answer>
  'desk-policies-create': (body: PolicyBody) => Promise<Answer>
  'desk-policies-list': (query: { limit: number }) => Promise<Answer>
  'desk-policies-get': (id: number) => Promise<Answer>
  'desk-policies-update': (id: number, body: Partial<PolicyBody>) => Promise<Answer>
  'desk-policies-delete': (id: number) => Promise<Answer>
}

type Call = <Name extends keyof ServiceLevelClient>(
  name: Name,
  ...input: Parameters<ServiceLevelClient[Name]>
) => Promise<unknown>

/** Calls the operations of calendars and policies. */
export async function callServiceLevels(call: Call): Promise<void> {
  const hours = [{ day: 'monday' as const, from: '09:00', to: '17:30' }]
  const calendar: CalendarBody = { name: 'Madrid', timeZone: 'Europe/Madrid', hours }
  const { calendarId } = (await call('desk-calendars-create', calendar)) as { calendarId: number }
  const targets = { firstResponseMinutes: 60, nextResponseMinutes: null, resolutionMinutes: null }
  const policy: PolicyBody = { name: 'Guides', roles: ['GUIDE'], calendarId, targets }
  const { policyId } = (await call('desk-policies-create', policy)) as { policyId: number }
  await call('desk-calendars-list', { limit: 10 })
  await call('desk-calendars-get', calendarId)
  await call('desk-calendars-update', calendarId, { name: 'Barcelona' })
  await call('desk-policies-list', { limit: 10 })
  await call('desk-policies-get', policyId)
  await call('desk-policies-update', policyId, { name: 'All guides' })
  await call('desk-policies-delete', policyId)
  await call('desk-calendars-delete', calendarId)
}
