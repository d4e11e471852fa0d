import { z } from 'zod'
import { Id, VersionedRef } from '../core/ids.ts'
import { text } from '../core/text.ts'
import { Timestamp } from '../core/timestamps.ts'
import { RoleContext, TicketCategory } from '../tickets/ticket-fields.ts'
import { TicketPriority } from './desk-fields.ts'

/** The maximum number of policies, and of calendars. */
export const MAX_POLICIES = 100
export const MAX_CALENDARS = 100

// 90 days of 24 hours.
const MAX_MINUTES = 129_600

/** What a service level promises to the requester. */
export const ServiceTarget = z.enum(['first_response', 'next_response', 'resolution']).meta({
  id: 'ServiceTarget',
  description: 'The first public reply of staff, the next one after the requester wrote again, or the resolution.',
})
export type ServiceTarget = z.infer<typeof ServiceTarget>

const minutes = z.int().min(1).max(MAX_MINUTES).nullable()

/** The time for each target, in minutes of the calendar. At least one is set. */
export const PolicyTargets = z
  .object({
    firstResponseMinutes: minutes.meta({ description: 'Until the first public reply of staff; null for no target.' }),
    nextResponseMinutes: minutes.meta({
      description: 'Until the next public reply of staff, after the requester wrote again; null for no target.',
    }),
    resolutionMinutes: minutes.meta({ description: 'Until the ticket is resolved or closed; null for no target.' }),
  })
  .refine((targets) => Object.values(targets).some((each) => each !== null), 'Must have at least one target')
  .meta({ id: 'PolicyTargets' })
export type PolicyTargets = z.infer<typeof PolicyTargets>

const anyOf = <Value extends z.ZodEnum>(value: Value, what: string) =>
  z
    .array(value)
    .min(1)
    .max(value.options.length)
    .nullable()
    .meta({ description: `Applies to tickets with any of these ${what}; null for all.` })

const fields = {
  name: text(100).meta({ description: 'Name of the policy.' }),
  rank: z.int().min(1).max(1000).meta({
    description: 'Of several policies that apply to a ticket, the one with the lowest rank is used, then the oldest.',
  }),
  categories: anyOf(TicketCategory, 'categories'),
  priorities: anyOf(TicketPriority, 'priorities'),
  roles: anyOf(RoleContext, 'roles of the requester'),
  calendarId: Id.meta({ description: 'The calendar whose minutes count.' }),
  targets: PolicyTargets.meta({ description: 'The time for each target.' }),
  warnPercent: z.int().min(1).max(99).nullable().meta({
    description: 'After this share of the time, `ticket.sla_warning` is recorded; null for no warning.',
  }),
}

/** A service level: which tickets it applies to, and the time for each target. */
export const Policy = z.object({ policyId: Id, ...fields, createdAt: Timestamp }).meta({ id: 'Policy' })
export type Policy = z.infer<typeof Policy>

const example = {
  name: 'Urgent payments',
  categories: ['PAGOS_FACTURACION'],
  priorities: ['URGENT'],
  calendarId: 1,
  targets: { firstResponseMinutes: 60, nextResponseMinutes: 120, resolutionMinutes: 960 },
  warnPercent: 80,
}

/** The input that creates a policy. */
export const PolicyCreate = z
  .object({
    name: fields.name,
    rank: fields.rank.optional(),
    categories: fields.categories.optional(),
    priorities: fields.priorities.optional(),
    roles: fields.roles.optional(),
    calendarId: fields.calendarId,
    targets: fields.targets,
    warnPercent: fields.warnPercent.optional(),
  })
  .meta({
    id: 'PolicyCreate',
    description: 'Defaults: `rank` 100, no condition and no warning.',
    examples: [example],
  })
export type PolicyCreate = z.infer<typeof PolicyCreate>

/** The input that updates a policy. Fields that are left out keep their values; `targets` replaces all of them. */
export const PolicyUpdate = z
  .object({
    ...VersionedRef.shape,
    name: fields.name.optional(),
    rank: fields.rank.optional(),
    categories: fields.categories.optional(),
    priorities: fields.priorities.optional(),
    roles: fields.roles.optional(),
    calendarId: fields.calendarId.optional(),
    targets: fields.targets.optional(),
    warnPercent: fields.warnPercent.optional(),
  })
  .meta({ id: 'PolicyUpdate', examples: [{ warnPercent: 75 }] })
export type PolicyUpdate = z.infer<typeof PolicyUpdate>
