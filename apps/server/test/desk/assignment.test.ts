import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { lockTeamForAssignment } from '../../src/desk/team-candidates.repository.ts'
import { codeOf, insertAgents, refusalOf, staffClient } from '../support/desk.ts'
import { aTicket, useService } from '../support/harness.ts'

const AGENTS = 32
const TICKETS = 100
const WAITS_MS = 300

const service = useService({ isClosed: true })
type Client = Awaited<ReturnType<typeof staffClient>>
let admin: Client
beforeAll(async () => {
  admin = await staffClient(service, 'boss', 'ADMIN')
})

const newTickets = (count: number) =>
  Promise.all(Array.from({ length: count }, async () => (await admin.tickets.create(aTicket)).ticketId))

const assignees = async (ids: number[]) => {
  const rows = await service.db
    .selectFrom('support_tickets')
    .select(['ticket_id', 'assignee_id'])
    .where('ticket_id', 'in', ids)
    .execute()
  return new Map(rows.map(({ ticket_id, assignee_id }) => [ticket_id, assignee_id]))
}

let teams = 0
const newTeam = async (assignment: 'manual' | 'round_robin' | 'least_loaded', ...memberIds: string[]) => {
  if (memberIds.length > 0) await insertAgents(service.db, ...memberIds)
  return (await admin.desk.teams.create({ name: `Team ${++teams}`, assignment, memberIds })).teamId
}

describe('desk.tickets.take', () => {
  it(`${AGENTS} agents take ${TICKETS} tickets: each ticket is taken once, and every other agent is told by whom`, async () => {
    const ids = await newTickets(TICKETS)
    const agents = await Promise.all(
      Array.from({ length: AGENTS }, async (_, index) => {
        const id = `taker-${index}`
        return { id, client: await staffClient(service, id) }
      }),
    )
    const taken = new Map<number, string[]>()
    const refusals: [number, string][] = []
    await Promise.all(
      agents.map(async ({ id, client }, index) => {
        // Each agent starts elsewhere, but all want all tickets.
        for (const ticketId of [...ids.slice(index * 3), ...ids.slice(0, index * 3)]) {
          const refusal = await refusalOf(client.desk.tickets.take({ id: ticketId }))
          if (refusal) refusals.push([ticketId, `${refusal.code} ${refusal.detail}`])
          else taken.set(ticketId, [...(taken.get(ticketId) ?? []), id])
        }
      }),
    )
    const owners = await assignees(ids)
    expect(taken.size).toBe(TICKETS)
    for (const [ticketId, takers] of taken) expect(takers).toEqual([owners.get(ticketId)])
    expect(refusals).toHaveLength(AGENTS * TICKETS - TICKETS)
    for (const [ticketId, refusal] of refusals) {
      expect(refusal).toBe(
        `ALREADY_ASSIGNED Support ticket ${ticketId} is assigned to the agent ${owners.get(ticketId)}`,
      )
    }
  }, 120_000)

  it('two at the same time: one gets it, the other is told who has it', async () => {
    const [one, two] = [await staffClient(service, 'one'), await staffClient(service, 'two')]
    for (let round = 0; round < 20; round++) {
      const [id] = await newTickets(1)
      const refusals = await Promise.all([one, two].map((agent) => refusalOf(agent.desk.tickets.take({ id: id! }))))
      const winner = refusals.indexOf(undefined)
      const detail = `Support ticket ${id} is assigned to the agent ${['one', 'two'][winner]}`
      expect(refusals[1 - winner]).toMatchObject({ status: 409, code: 'ALREADY_ASSIGNED', detail })
    }
  })

  it('takes from another agent with force, and only who has it gives it back', async () => {
    const [id] = await newTickets(1)
    const [one, two] = [await staffClient(service, 'one'), await staffClient(service, 'two')]
    await one.desk.tickets.take({ id: id! })
    const { data, version } = await one.desk.tickets.take({ id: id! }).withResponse()
    expect([data.assigneeId, version]).toEqual(['one', 2]) // taking it again changes nothing
    expect((await two.desk.tickets.take({ id: id!, force: true })).assigneeId).toBe('two')
    expect(await codeOf(one.desk.tickets.release({ id: id! }))).toBe('ALREADY_ASSIGNED')
    expect((await two.desk.tickets.release({ id: id! })).assigneeId).toBeNull()
    expect(await codeOf(two.desk.tickets.take({ id: id! }, { ifVersion: 1 }))).toBe('PRECONDITION_FAILED')
  })
})

describe('a team chooses a member for a ticket that nobody has', () => {
  it('round_robin: in turn, also for tickets that arrive at the same time', async () => {
    const members = ['r1', 'r2', 'r3', 'r4']
    const teamId = await newTeam('round_robin', ...members)
    const ids = await newTickets(40)
    await Promise.all(ids.map((id) => admin.desk.tickets.assign({ id, teamId })))
    const chosen = [...(await assignees(ids)).values()]
    expect(members.map((member) => chosen.filter((id) => id === member).length)).toEqual([10, 10, 10, 10])
  })

  it('least_loaded: the fewest open tickets, also for tickets that arrive at the same time', async () => {
    const teamId = await newTeam('least_loaded', 'l1', 'l2', 'l3')
    const busy = await newTickets(6)
    for (const id of busy) await admin.desk.tickets.assign({ id, agentId: 'l1' })
    const done = await newTickets(5)
    for (const id of done) {
      await admin.desk.tickets.assign({ id, agentId: 'l2' })
      await admin.desk.tickets.transition({ id, transition: { name: 'resolve', resolutionCode: 'SOLVED' } })
    }
    const ids = await newTickets(12)
    await Promise.all(ids.map((id) => admin.desk.tickets.assign({ id, teamId })))
    const chosen = [...(await assignees(ids)).values()]
    expect(['l1', 'l2', 'l3'].map((member) => chosen.filter((id) => id === member).length)).toEqual([0, 6, 6])
  })

  it('never one who is away or disabled, and nobody if all are', async () => {
    const teamId = await newTeam('round_robin', 'here', 'away', 'disabled')
    await admin.desk.agents.update({ id: 'away', isAway: true })
    await admin.desk.agents.update({ id: 'disabled', isDisabled: true })
    const ids = await newTickets(4)
    for (const id of ids) await admin.desk.tickets.assign({ id, teamId })
    expect(new Set((await assignees(ids)).values())).toEqual(new Set(['here']))
    await admin.desk.agents.update({ id: 'here', isAway: true })
    const [id] = await newTickets(1)
    expect(await admin.desk.tickets.assign({ id: id!, teamId })).toMatchObject({ teamId, assigneeId: null })
    expect(await codeOf(admin.desk.tickets.assign({ id: id!, agentId: 'disabled' }))).toBe('AGENT_NOT_FOUND')
    expect(await admin.desk.tickets.assign({ id: id!, agentId: 'away' })).toMatchObject({ assigneeId: 'away' })
  })

  it('not one who goes away in a transaction that commits while the team chooses', async () => {
    const teamId = await newTeam('round_robin', 'a-goes', 'b-stays')
    const [id] = await newTickets(1)
    const transaction = await service.db.startTransaction().execute()
    await transaction.updateTable('agents').set({ is_away: true }).where('agent_id', '=', 'a-goes').execute()
    const assigning = admin.desk.tickets.assign({ id: id!, teamId }).then(({ assigneeId }) => assigneeId)
    await sleep(WAITS_MS)
    await transaction.commit().execute()
    expect(await assigning).toBe('b-stays')
  })

  it('manual: nobody; and an agent who has the ticket keeps it', async () => {
    const manual = await newTeam('manual', 'm1')
    const robin = await newTeam('round_robin', 'm1', 'm2')
    const [id] = await newTickets(1)
    expect(await admin.desk.tickets.assign({ id: id!, teamId: manual })).toMatchObject({ assigneeId: null })
    expect(await admin.desk.tickets.assign({ id: id!, agentId: 'm2', teamId: robin })).toMatchObject({
      assigneeId: 'm2',
    })
    expect(await admin.desk.tickets.assign({ id: id!, teamId: manual })).toMatchObject({ assigneeId: 'm2' })
    expect(await admin.desk.tickets.assign({ id: id!, teamId: null, agentId: null })).toMatchObject({
      assigneeId: null,
      teamId: null,
    })
  })
})

describe('desk.teams.delete', () => {
  it('is refused while tickets that are not closed have the team; closed tickets have none afterwards', async () => {
    const teamId = await newTeam('manual')
    const [id] = await newTickets(1)
    await admin.desk.tickets.assign({ id: id!, teamId })
    await admin.desk.tickets.transition({ id: id!, transition: { name: 'resolve', resolutionCode: 'SOLVED' } })
    expect(await codeOf(admin.desk.teams.delete({ id: teamId }))).toBe('TEAM_IN_USE')
    await admin.desk.tickets.transition({ id: id!, transition: { name: 'close' } })
    const { name } = await admin.desk.teams.get({ id: teamId })
    expect(await admin.desk.teams.delete({ id: teamId })).toBeNull()
    expect(await codeOf(admin.desk.teams.get({ id: teamId }))).toBe('TEAM_NOT_FOUND')
    expect((await admin.desk.tickets.get({ id: id! })).teamId).toBeNull()
    expect(await codeOf(admin.desk.tickets.assign({ id: id!, teamId }))).toBe('TEAM_NOT_FOUND')
    expect(await codeOf(admin.desk.teams.create({ name }))).toBeUndefined() // its name is free
  })

  it('waits for an assignment that is not committed yet', async () => {
    const teamId = await newTeam('manual')
    const [id] = await newTickets(1)
    const transaction = await service.db.startTransaction().execute()
    await lockTeamForAssignment(transaction, teamId, false)
    await transaction.updateTable('support_tickets').set({ team_id: teamId }).where('ticket_id', '=', id!).execute()
    const deleting = codeOf(admin.desk.teams.delete({ id: teamId }))
    await sleep(WAITS_MS)
    await transaction.commit().execute()
    expect(await deleting).toBe('TEAM_IN_USE')
  })

  it('and an assignment at the same time: the ticket has no team that was deleted', async () => {
    for (let round = 0; round < 10; round++) {
      const teamId = await newTeam('manual')
      const [id] = await newTickets(1)
      const [assigned, deleted] = await Promise.all([
        codeOf(admin.desk.tickets.assign({ id: id!, teamId })),
        codeOf(admin.desk.teams.delete({ id: teamId })),
      ])
      expect([
        [undefined, 'TEAM_IN_USE'],
        ['TEAM_NOT_FOUND', undefined],
      ]).toContainEqual([assigned, deleted])
    }
  })
})
