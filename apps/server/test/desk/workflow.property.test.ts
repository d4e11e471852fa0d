// Several actors change three tickets in any order; after every change, the service agrees with a simple model.
import { createSupportClient, type SupportClient } from '@kinconecta/support-client'
import { TRANSITION_NAMES } from '@kinconecta/support-contracts'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { endSnoozes } from '../../src/desk/end-snoozes.ts'
import { numberEvents } from '../../src/events/sequencer.ts'
import { createApiKey } from '../../src/platform/identity/api-keys.ts'
import { codeOf, insertAgents, staffClient } from '../support/desk.ts'
import { aTicket, useService } from '../support/harness.ts'
import { type ActorName, apply, type Command, type ModelTicket, newTicket, seenAt } from './workflow-model.ts'

const service = useService({ isClosed: true })
const START_MS = Date.parse('2026-03-11T10:30:00Z')
const HOUR_MS = 3_600_000

let actors: Record<ActorName, SupportClient>
beforeAll(async () => {
  const { key } = await createApiKey(service.db, 'key', ['desk:read', 'desk:write'], null)
  actors = {
    ana: await staffClient(service, 'ana'),
    ben: await staffClient(service, 'ben'),
    boss: await staffClient(service, 'boss', 'ADMIN'),
    key: createSupportClient({ url: service.url, token: key, maxRetries: 0 }),
  }
  await insertAgents(service.db, 'ana', 'ben', 'boss')
})

const timestampOf = (hour: number) => new Date(START_MS + hour * HOUR_MS).toISOString().slice(0, 19)

const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ do: fc.constant('take' as const), force: fc.boolean() }),
  fc.record({ do: fc.constantFrom('release', 'follow', 'unfollow', 'unsnooze') }),
  fc.record({ do: fc.constant('assign' as const), agentId: fc.constantFrom('ana', 'ben', 'nobody', null) }),
  fc.record({ do: fc.constant('snooze' as const), hours: fc.constantFrom(-1, 0, 1, 3, null) }),
  fc.record(
    {
      do: fc.constant('update' as const),
      priority: fc.constantFrom('LOW', 'NORMAL', 'HIGH', 'URGENT'),
      waitingOn: fc.constantFrom('agent', 'requester', 'third_party'),
      tags: fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { maxLength: 3 }),
    },
    { requiredKeys: ['do'] },
  ),
  fc.record({
    do: fc.constant('transition' as const),
    name: fc.constantFrom(...TRANSITION_NAMES),
    duplicateOf: fc.nat({ max: 2 }),
  }),
  fc.record({ do: fc.constant('put' as const), status: fc.constantFrom('OPEN', 'IN_PROGRESS', 'RESOLVED', 'CLOSED') }),
  fc.record({ do: fc.constant('wait' as const), hours: fc.constantFrom(1, 2) }),
)
const step = fc.record({
  by: fc.constantFrom<ActorName[]>('ana', 'ben', 'boss', 'key'),
  on: fc.nat({ max: 2 }),
  command,
  isDryRun: fc.boolean(),
})
type Step = { by: ActorName; on: number; command: Command; isDryRun: boolean }

/** Makes the call of a command. */
function send(client: SupportClient, id: number, asked: Command, hour: number, dryRun: boolean): PromiseLike<unknown> {
  const { tickets } = client.desk
  const options = { dryRun }
  switch (asked.do) {
    case 'take':
      return tickets.take({ id, force: asked.force }, options)
    case 'release':
    case 'follow':
    case 'unfollow':
    case 'unsnooze':
      return tickets[asked.do]({ id }, options)
    case 'assign':
      return tickets.assign({ id, agentId: asked.agentId }, options)
    case 'snooze':
      return asked.hours === null
        ? tickets.snooze({ id, untilReply: true }, options)
        : tickets.snooze({ id, until: `${timestampOf(hour + asked.hours)}Z` }, options)
    case 'update': {
      const { do: _, ...fields } = asked
      return tickets.update({ id, ...fields } as { id: number }, options)
    }
    case 'transition': {
      const { name, duplicateOf } = asked
      const fields = { resolve: { resolutionCode: 'SOLVED' }, close_as_duplicate: { duplicateOf } }[name]
      return tickets.transition({ id, transition: { name, ...fields } as { name: 'start' } }, options)
    }
    case 'put':
      return client.tickets.update({ ...aTicket, id, status: asked.status }, options)
    default:
      return Promise.resolve()
  }
}

describe('the workflow', () => {
  it('agrees with the model after every change of several actors', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps: Step[]) => {
        let hour = 0
        service.clock.now = new Date(START_MS).toISOString()
        const ids: number[] = []
        for (const _ of [0, 1, 2]) ids.push((await actors.boss.tickets.create(aTicket)).ticketId)
        const model = new Map<number, ModelTicket>(ids.map((id) => [id, newTicket()]))
        for (const { by, on, command: asked, isDryRun } of steps) {
          const id = ids[on]!
          const named = 'duplicateOf' in asked ? { ...asked, duplicateOf: ids[asked.duplicateOf]! } : asked
          if (named.do === 'wait') {
            hour += named.hours
            service.clock.now = new Date(START_MS + hour * HOUR_MS).toISOString()
            if (isDryRun) await endSnoozes({ db: service.db, clock: () => service.clock.now })
          }
          const tried = structuredClone(model)
          const expected = apply(isDryRun ? tried : model, id, by, named, hour)
          expect(await codeOf(send(actors[by], id, named, hour, isDryRun))).toBe(expected)
          for (const each of ids)
            expect(await actors.ana.desk.tickets.get({ id: each })).toMatchObject(
              seenAt(model.get(each)!, hour, timestampOf),
            )
        }
        await expectStatusInLog(ids, model)
      }),
      { numRuns: 30 },
    )
  }, 240_000)
})

/** The last event of each field has its value, so who follows the log knows the ticket. */
async function expectStatusInLog(ids: number[], model: Map<number, ModelTicket>): Promise<void> {
  await numberEvents(service.db)
  for (const id of ids) {
    const events = (await actors.boss.events.list({ ticketId: id, limit: 1000 })).items
    const known = {
      status: 'OPEN',
      assigneeId: null as string | null,
      priority: 'NORMAL',
      followers: new Set<string>(),
    }
    for (const { type, data } of events) {
      if (type === 'ticket.status_changed') known.status = data.to
      if (type === 'ticket.assigned') known.assigneeId = data.toAgentId
      if (type === 'ticket.priority_changed') known.priority = data.to
      if (type === 'ticket.follower_added') known.followers.add(data.agentId)
      if (type === 'ticket.follower_removed') known.followers.delete(data.agentId)
    }
    const { status, assigneeId, priority, followerIds } = model.get(id)!
    expect(known).toEqual({ status, assigneeId, priority, followers: new Set(followerIds) })
  }
}
