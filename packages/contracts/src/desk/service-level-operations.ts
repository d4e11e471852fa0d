import { z } from 'zod'
import { Ref, VersionedRef } from '../core/ids.ts'
import { pageOf } from '../core/pages.ts'
import { operation } from '../trpc.ts'
import { DeskPageRequest } from './agent.ts'
import { Calendar, CalendarCreate, CalendarUpdate } from './calendar.ts'
import { Policy, PolicyCreate, PolicyUpdate } from './policy.ts'

const tags = ['Desk']

/** The procedures of `desk.calendars.*`. */
export const deskCalendars = {
  list: operation({
    openapi: { method: 'GET', path: '/desk/calendars', tags, summary: 'List the calendars of service levels' },
    success: { status: 200, description: 'Calendars, ascending by id.' },
    errors: ['CURSOR_INVALID', 'QUERY_TOO_EXPENSIVE'],
  })
    .input(DeskPageRequest.prefault({}))
    .output(pageOf(Calendar))
    .query(({ ctx, input }) => ctx.desk.calendars.list(input)),

  get: operation({
    openapi: { method: 'GET', path: '/desk/calendars/{id}', tags, summary: 'Get a calendar' },
    success: { status: 200, description: 'The calendar.' },
    errors: ['CALENDAR_NOT_FOUND'],
  })
    .input(Ref)
    .output(Calendar)
    .query(({ ctx, input }) => ctx.desk.calendars.get(input)),

  create: operation({
    openapi: { method: 'POST', path: '/desk/calendars', tags, summary: 'Create a calendar' },
    success: { status: 201, description: 'The calendar.', locationOf: 'calendarId' },
    errors: ['CALENDAR_LIMIT_REACHED'],
    events: [],
  })
    .input(CalendarCreate)
    .output(Calendar)
    .mutation(({ ctx, input }) => ctx.desk.calendars.create(input)),

  update: operation({
    openapi: { method: 'PUT', path: '/desk/calendars/{id}', tags, summary: 'Update a calendar' },
    success: { status: 200, description: 'The updated calendar. Targets that run keep the earlier version.' },
    errors: ['CALENDAR_NOT_FOUND', 'PRECONDITION_FAILED'],
    events: [],
  })
    .input(CalendarUpdate)
    .output(Calendar)
    .mutation(({ ctx, input }) => ctx.desk.calendars.update(input)),

  delete: operation({
    openapi: { method: 'DELETE', path: '/desk/calendars/{id}', tags, summary: 'Delete a calendar' },
    success: { status: 204, description: 'Deleted. Targets that run keep it.' },
    errors: ['CALENDAR_NOT_FOUND', 'PRECONDITION_FAILED', 'CALENDAR_IN_USE'],
    events: [],
  })
    .input(VersionedRef)
    .output(z.null())
    .mutation(({ ctx, input }) => ctx.desk.calendars.delete(input)),
}

/** The procedures of `desk.policies.*`. */
export const deskPolicies = {
  list: operation({
    openapi: { method: 'GET', path: '/desk/policies', tags, summary: 'List the policies of service levels' },
    success: { status: 200, description: 'Policies, ascending by id.' },
    errors: ['CURSOR_INVALID', 'QUERY_TOO_EXPENSIVE'],
  })
    .input(DeskPageRequest.prefault({}))
    .output(pageOf(Policy))
    .query(({ ctx, input }) => ctx.desk.policies.list(input)),

  get: operation({
    openapi: { method: 'GET', path: '/desk/policies/{id}', tags, summary: 'Get a policy' },
    success: { status: 200, description: 'The policy.' },
    errors: ['POLICY_NOT_FOUND'],
  })
    .input(Ref)
    .output(Policy)
    .query(({ ctx, input }) => ctx.desk.policies.get(input)),

  create: operation({
    openapi: { method: 'POST', path: '/desk/policies', tags, summary: 'Create a policy' },
    success: { status: 201, description: 'The policy.', locationOf: 'policyId' },
    errors: ['CALENDAR_NOT_FOUND', 'POLICY_LIMIT_REACHED'],
    events: [],
  })
    .input(PolicyCreate)
    .output(Policy)
    .mutation(({ ctx, input }) => ctx.desk.policies.create(input)),

  update: operation({
    openapi: { method: 'PUT', path: '/desk/policies/{id}', tags, summary: 'Update a policy' },
    success: { status: 200, description: 'The updated policy. Targets that run keep the earlier version.' },
    errors: ['POLICY_NOT_FOUND', 'PRECONDITION_FAILED', 'CALENDAR_NOT_FOUND'],
    events: [],
  })
    .input(PolicyUpdate)
    .output(Policy)
    .mutation(({ ctx, input }) => ctx.desk.policies.update(input)),

  delete: operation({
    openapi: { method: 'DELETE', path: '/desk/policies/{id}', tags, summary: 'Delete a policy' },
    success: { status: 204, description: 'Deleted. Targets that run keep it.' },
    errors: ['POLICY_NOT_FOUND', 'PRECONDITION_FAILED'],
    events: [],
  })
    .input(VersionedRef)
    .output(z.null())
    .mutation(({ ctx, input }) => ctx.desk.policies.delete(input)),
}
