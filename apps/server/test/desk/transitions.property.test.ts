// Every transition of the table on tickets in every status, by every kind of caller, and every status change by PUT.
import {
  type DeskTicket,
  type StaffKind,
  TRANSITION_NAMES,
  type TransitionName,
  TRANSITIONS,
  TicketStatus,
} from '@kinconecta/support-contracts'
import { canTransition, createSupportClient, type SupportClient } from '@kinconecta/support-client'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { createApiKey } from '../../src/platform/identity/api-keys.ts'
import { codeOf, staffClient } from '../support/desk.ts'
import { aTicket, useService } from '../support/harness.ts'

const service = useService({ isClosed: true })
const statuses = TicketStatus.options
const kinds: StaffKind[] = ['agent', 'admin', 'service']
const NOW = '2026-03-11T10:30:00'

let clients: Record<StaffKind, SupportClient>
beforeAll(async () => {
  const { key } = await createApiKey(service.db, 'test', ['desk:read', 'desk:write'], null)
  clients = {
    agent: await staffClient(service, 'agent-7'),
    admin: await staffClient(service, 'boss', 'ADMIN'),
    service: createSupportClient({ url: service.url, token: key, maxRetries: 0 }),
  }
})

const put = (id: number, status: TicketStatus) => clients.admin.tickets.update({ ...aTicket, id, status })
const newTicket = async (status: TicketStatus) => (await clients.admin.tickets.create({ ...aTicket, status })).ticketId

/** A request for a transition, with the fields that it needs. */
function requestOf(name: TransitionName, duplicateOf: number) {
  const fields = { resolutionCode: 'SOLVED', duplicateOf }
  const needed = TRANSITIONS[name].needs.map((field) => [field, fields[field]])
  return { name, ...Object.fromEntries(needed) } as { name: 'resolve'; resolutionCode: 'SOLVED' }
}

/** What has to be true of every ticket, whatever changed its status. */
function expectConsistent(ticket: DeskTicket): void {
  const isDone = ticket.status === 'RESOLVED' || ticket.status === 'CLOSED'
  expect({
    isClosedAtSet: ticket.closedAt !== null,
    isWaitingOnRequester: isDone ? ticket.waitingOn === 'requester' : true,
    hasResolution: !isDone && (ticket.resolutionCode !== null || ticket.resolvedAt !== null),
    isDuplicate: (ticket.resolutionCode === 'DUPLICATE') === (ticket.duplicateOf !== null),
    isResolvedAtSet: ticket.status === 'RESOLVED' ? ticket.resolvedAt !== null : true,
    isSnoozed: isDone && ticket.isSnoozed,
  }).toEqual({
    isClosedAtSet: ticket.status === 'CLOSED',
    isWaitingOnRequester: true,
    hasResolution: false,
    isDuplicate: true,
    isResolvedAtSet: true,
    isSnoozed: false,
  })
}

describe('every transition of the table', () => {
  it('succeeds exactly where the table, allowedTransitions and canTransition allow it', async () => {
    const other = await newTicket('OPEN')
    const cases = fc.record({
      status: fc.constantFrom(...statuses),
      by: fc.constantFrom(...kinds),
      name: fc.constantFrom(...TRANSITION_NAMES),
    })
    const check = async ({ status, by, name }: { status: TicketStatus; by: StaffKind; name: TransitionName }) => {
      const id = await newTicket(status)
      const { desk } = clients[by]
      const before = await desk.tickets.get({ id })
      const rule: { from: readonly TicketStatus[]; to: TicketStatus; by: readonly StaffKind[] } = TRANSITIONS[name]
      const isAllowed = rule.from.includes(status) && rule.by.includes(by)
      const request = requestOf(name, other)
      expect(before.allowedTransitions.includes(name)).toBe(isAllowed)
      expect(canTransition(before, name, request)).toBe(isAllowed)
      const refusal = rule.by.includes(by) ? 'STATUS_CONFLICT' : 'FORBIDDEN'
      expect(await codeOf(desk.tickets.transition({ id, transition: request }))).toBe(isAllowed ? undefined : refusal)
      const after = await desk.tickets.get({ id })
      expectConsistent(after)
      expect(after.status).toBe(isAllowed ? rule.to : status)
      expect(isAllowed ? before : after).toEqual(before)
    }
    const all = statuses.flatMap((status) =>
      kinds.flatMap((by) => TRANSITION_NAMES.map((name) => ({ status, by, name }))),
    )
    await fc.assert(fc.asyncProperty(cases, check), { examples: all.map((each) => [each]), numRuns: all.length })
  }, 120_000)

  it.each(TRANSITION_NAMES.filter((name) => TRANSITIONS[name].needs.length > 0))(
    '400 for %s without what must come with it',
    async (name) => {
      const id = await newTicket('OPEN')
      const transition = { name } as { name: 'start' }
      expect(await codeOf(clients.admin.desk.tickets.transition({ id, transition }))).toBe('INVALID_INPUT')
      expect(canTransition(await clients.admin.desk.tickets.get({ id }), name)).toBe(false)
    },
  )

  it('changes the documented version and updatedAt, and writes its events', async () => {
    const { data, version } = await clients.admin.tickets
      .create({ ...aTicket, updatedAt: '2020-01-01T00:00:00Z' })
      .withResponse()
    const { dryRunEvents } = await clients.agent.desk.tickets
      .transition({ id: data.ticketId, transition: { name: 'resolve', resolutionCode: 'WONT_FIX' } }, { dryRun: true })
      .withResponse()
    expect(dryRunEvents).toEqual([
      { type: 'ticket.status_changed', ticketId: data.ticketId, version: 2, data: { from: 'OPEN', to: 'RESOLVED' } },
      {
        type: 'ticket.resolution_changed',
        ticketId: data.ticketId,
        version: 2,
        data: { resolutionCode: 'WONT_FIX', duplicateOf: null },
      },
    ])
    await clients.agent.desk.tickets.transition({ id: data.ticketId, transition: { name: 'start' } })
    const after = await clients.admin.tickets.get({ id: data.ticketId }).withResponse()
    expect([version, after.version, after.data.updatedAt]).toEqual([1, 2, NOW])
  })
})

describe('a duplicate', () => {
  it('refers to another ticket that is not a duplicate itself, so that there is no circle', async () => {
    const [one, two, three] = [await newTicket('OPEN'), await newTicket('OPEN'), await newTicket('OPEN')]
    const close = (id: number, duplicateOf: number) =>
      codeOf(clients.agent.desk.tickets.transition({ id, transition: { name: 'close_as_duplicate', duplicateOf } }))
    expect(await close(one, one)).toBe('INVALID_INPUT')
    expect(await close(one, 9_000_000)).toBe('TICKET_NOT_FOUND')
    expect(await close(one, two)).toBeUndefined()
    expect(await close(two, one)).toBe('STATUS_CONFLICT')
    expect(await close(two, three)).toBeUndefined()
    expect(await close(three, one)).toBe('STATUS_CONFLICT')
    expect(await clients.agent.desk.tickets.get({ id: one })).toMatchObject({
      status: 'CLOSED',
      resolutionCode: 'DUPLICATE',
      duplicateOf: two,
      closedAt: NOW,
    })
  })

  it('two tickets closed as duplicates of each other at the same time: one is', async () => {
    for (let round = 0; round < 8; round++) {
      const [one, two] = [await newTicket('OPEN'), await newTicket('OPEN')]
      const close = (id: number, duplicateOf: number) =>
        codeOf(clients.agent.desk.tickets.transition({ id, transition: { name: 'close_as_duplicate', duplicateOf } }))
      const codes = await Promise.all([close(one, two), close(two, one)])
      expect(codes.filter((code) => code === undefined)).toHaveLength(1)
    }
  })
})

describe('the documented PUT may set any status, and leaves the desk consistent', () => {
  const pairs = statuses.flatMap((from) => statuses.map((to) => ({ from, to })))
  it.each(pairs)('from $from to $to, for a ticket that is snoozed, waits and was resolved', async ({ from, to }) => {
    const { desk } = clients.admin
    const id = await newTicket('OPEN')
    await desk.tickets.transition({ id, transition: { name: 'resolve', resolutionCode: 'WORKAROUND' } })
    if (from !== 'RESOLVED') await put(id, from)
    if (from === 'OPEN' || from === 'IN_PROGRESS') {
      await desk.tickets.update({ id, waitingOn: 'third_party' })
      await desk.tickets.snooze({ id, untilReply: true })
    }
    const before = await desk.tickets.get({ id })
    expectConsistent(before)
    await put(id, to)
    const after = await desk.tickets.get({ id })
    expectConsistent(after)
    const { waitingOn, isSnoozed, resolutionCode, resolvedAt } = before
    const kept = { waitingOn, isSnoozed, resolutionCode, resolvedAt }
    const expected = {
      OPEN: { waitingOn: 'agent', isSnoozed: false, resolutionCode: null, resolvedAt: null },
      IN_PROGRESS: { waitingOn: 'agent', isSnoozed: false, resolutionCode: null, resolvedAt: null },
      RESOLVED: { waitingOn: 'requester', isSnoozed: false, resolutionCode: null, resolvedAt: NOW },
      CLOSED: { ...kept, waitingOn: 'requester', isSnoozed: false },
    }[to]
    expect(after).toMatchObject(from === to ? kept : expected)
  })

  it.each(statuses)('a ticket that is created %s is consistent', async (status) => {
    const ticket = await clients.admin.desk.tickets.get({ id: await newTicket(status) })
    expect(ticket.status).toBe(status)
    expectConsistent(ticket)
  })
})
