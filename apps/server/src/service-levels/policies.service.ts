import { Id, MAX_POLICIES, type PolicyService, SupportError, type VersionedRef } from '@kinconecta/support-contracts'
import { z } from 'zod'
import { readPage } from '../platform/paging/page.ts'
import { versionMismatch } from '../platform/version-mismatch.ts'
import type { TicketDependencies } from '../tickets/tickets.service.ts'
import { calendarNotFound, lockCalendar } from './calendars.repository.ts'
import {
  countPolicies,
  deletePolicy,
  findPolicy,
  insertPolicy,
  listPolicies,
  lockPolicies,
  lockPolicy,
  policyNotFound,
  updatePolicy,
  type VersionedPolicy,
} from './policies.repository.ts'

const position = z.tuple([Id])

/** The rules of `desk.policies.*`. */
export function policyService({ db, lists, clock, ifVersions }: TicketDependencies): PolicyService {
  const get = async (id: number): Promise<VersionedPolicy> => {
    const policy = await findPolicy(db, id)
    if (!policy) throw policyNotFound(id)
    return policy
  }

  const lock = async ({ id }: VersionedRef): Promise<void> => {
    const policy = await lockPolicy(db, id)
    if (!policy) throw policyNotFound(id)
    if (ifVersions?.includes(policy.version) === false)
      throw versionMismatch(`Policy ${id}`, policy.version, ifVersions)
  }

  /** Throws CALENDAR_NOT_FOUND. Nobody can delete the calendar before this transaction ends. */
  const holdCalendar = async (id: number): Promise<void> => {
    if (!(await lockCalendar(db, id, true))) throw calendarNotFound(id)
  }

  return {
    list: (query) =>
      readPage(query, {
        name: 'desk.policies',
        position,
        positionOf: ({ policyId }) => [policyId] as [number],
        listAfter: async (after, limit) => ({ rows: await listPolicies(lists, after?.[0] ?? 0, limit), isCut: false }),
        count: () => countPolicies(lists),
      }),

    get: ({ id }) => get(id),

    async create(input) {
      await holdCalendar(input.calendarId)
      await lockPolicies(db)
      if ((await countPolicies(db)) >= MAX_POLICIES)
        throw new SupportError('POLICY_LIMIT_REACHED', `There can be ${MAX_POLICIES} policies; delete one first`)
      return get(await insertPolicy(db, input, clock()))
    },

    async update(input) {
      await lock(input)
      if (input.calendarId !== undefined) await holdCalendar(input.calendarId)
      await updatePolicy(db, await get(input.id), input)
      return get(input.id)
    },

    async delete(ref) {
      await lock(ref)
      await deletePolicy(db, ref.id, clock())
      return null
    },
  }
}
