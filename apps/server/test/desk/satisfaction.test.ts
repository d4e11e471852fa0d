import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { codeOf } from '../support/desk.ts'
import { eventsOf } from '../support/events.ts'
import { aTicket, useService } from '../support/harness.ts'
import { clientOf, peopleOf } from '../support/people.ts'

const service = useService({ isClosed: true })
const { lastPosition } = eventsOf(service)
const START = '2026-03-11T10:30:00.000Z'

let people: Awaited<ReturnType<typeof peopleOf>>
beforeAll(async () => {
  people = await peopleOf(service)
})
beforeEach(() => {
  service.clock.now = START
})

const after = (days: number) => void (service.clock.now = new Date(Date.parse(START) + days * 86_400_000).toISOString())
const transition = (id: number, name: 'resolve' | 'reopen' | 'close') =>
  people.agent.desk.tickets.transition({
    id,
    transition: name === 'resolve' ? { name, resolutionCode: 'SOLVED' } : { name },
  })

/** A resolved ticket of Ana. */
async function resolved(): Promise<number> {
  const { ticketId: id } = await people.ana.tickets.create(aTicket)
  await transition(id, 'resolve')
  return id
}

const timelineOf = async (id: number) => {
  await lastPosition()
  const { items } = await people.ana.tickets.timeline({ id })
  return items.filter(({ type }) => type === 'ticket.rated').map(({ actor, data }) => [actor, data])
}

describe('a rating', () => {
  it('is of the requester, is seen by staff, and can be changed for 7 days', async () => {
    const id = await resolved()
    await people.agent.desk.tickets.take({ id })
    expect(await people.ana.satisfaction.rate({ id, score: 2, comment: 'Tardó' })).toEqual({
      score: 2,
      comment: 'Tardó',
      ratedAt: '2026-03-11T10:30:00',
      changeableUntil: '2026-03-18T10:30:00',
    })
    after(7)
    await people.agent.desk.tickets.assign({ id, agentId: null })
    await people.ana.satisfaction.rate({ id, score: 5 })
    const { version } = await people.agent.desk.tickets.get({ id }).withResponse()
    await people.ana.satisfaction.rate({ id, score: 5 }) // changes nothing
    expect((await people.agent.desk.tickets.get({ id }).withResponse()).version).toBe(version)
    const { ratings } = await people.agent.desk.satisfaction.get({ id })
    expect(ratings).toMatchObject([
      {
        score: 5,
        comment: 'Tardó',
        ratedAt: '2026-03-11T10:30:00',
        changedAt: '2026-03-18T10:30:00',
        agentId: 'agent-7',
      },
    ])
    const satisfaction = { score: 5, ratedAt: '2026-03-11T10:30:00' }
    expect(await people.agent.desk.tickets.get({ id })).toMatchObject({ satisfaction })
    const member = { kind: 'member', id: 'member:42' }
    expect(await timelineOf(id)).toEqual([
      [member, { score: 2 }],
      [member, { score: 5 }],
    ])
    service.clock.now = '2026-03-18T10:30:01.000Z'
    expect(await codeOf(people.ana.satisfaction.rate({ id, score: 1 }))).toBe('RATING_NOT_EDITABLE')
  })

  it('is of one resolution: a ticket that is reopened is rated again, and keeps its earlier rating', async () => {
    const id = await resolved()
    await people.ana.satisfaction.rate({ id, score: 1 })
    await transition(id, 'reopen')
    expect(await codeOf(people.ana.satisfaction.rate({ id, score: 2 }))).toBe('STATUS_CONFLICT')
    after(1)
    await transition(id, 'resolve')
    await transition(id, 'close')
    await people.ana.satisfaction.rate({ id, score: 3 })
    const { ratings } = await people.agent.desk.satisfaction.get({ id })
    expect(ratings.map(({ score }) => score)).toEqual([3, 1])
    const { satisfaction } = await people.agent.desk.tickets.get({ id })
    expect(satisfaction).toEqual({ score: 3, ratedAt: '2026-03-12T10:30:00' })
  })

  it('needs a resolution, and not that of a duplicate', async () => {
    const { ticketId: id } = await people.ana.tickets.create(aTicket)
    const { ticketId: other } = await people.ana.tickets.create(aTicket)
    const rate = () => codeOf(people.ana.satisfaction.rate({ id, score: 2 }))
    expect(await rate()).toBe('STATUS_CONFLICT')
    await people.agent.desk.tickets.transition({ id, transition: { name: 'resolve', resolutionCode: 'SOLVED' } })
    await people.agent.desk.tickets.transition({ id, transition: { name: 'close_as_duplicate', duplicateOf: other } })
    expect(await rate()).toBe('STATUS_CONFLICT')
    expect(await codeOf(people.admin.desk.satisfaction.createToken({ id }))).toBe('STATUS_CONFLICT')
  })

  it('is given by the requester only: not by others, nor by agents', async () => {
    const id = await resolved()
    const codes = [people.other, people.agent, people.guest].map((person) =>
      codeOf(person.satisfaction.rate({ id, score: 1 })),
    )
    expect(await Promise.all(codes)).toEqual(['TICKET_NOT_FOUND', 'FORBIDDEN', 'UNAUTHENTICATED'])
    expect(await people.agent.desk.tickets.get({ id })).toMatchObject({ satisfaction: null })
  })

  it('can be given by a guest with the token of the ticket', async () => {
    const { data, ticketToken } = await people.guest.tickets.create(aTicket).withResponse()
    const id = data.ticketId
    await transition(id, 'resolve')
    const guest = clientOf(service, ticketToken)
    expect(await guest.satisfaction.rate({ id, score: 4 })).toMatchObject({ score: 4 })
    expect(await codeOf(guest.satisfaction.rate({ id: id - 1, score: 4 }))).toBe('TICKET_NOT_FOUND')
  })

  it('is one, also if the requester and the holder of a token rate at the same time', async () => {
    const id = await resolved()
    const { token } = await people.admin.desk.satisfaction.createToken({ id })
    const scores = [1, 2, 3, 4, 5]
    await Promise.all(
      scores.flatMap((score) => [
        people.ana.satisfaction.rate({ id, score }),
        people.guest.satisfaction.rateByToken({ token, score }),
      ]),
    )
    const { ratings } = await people.agent.desk.satisfaction.get({ id })
    const { satisfaction } = await people.agent.desk.tickets.get({ id })
    expect([ratings.length, ratings[0]!.score]).toEqual([1, satisfaction!.score])
  })
})

describe('a token', () => {
  it('rates the resolution for which it was made, by anyone, and tells nothing else', async () => {
    const id = await resolved()
    const { token, expiresAt } = await people.admin.desk.satisfaction.createToken({ id })
    expect(expiresAt).toBe('2026-04-10T10:30:00')
    const answer = await service.send('PUT', '/api/satisfaction', { token, score: 4, comment: '¡Gracias!' })
    expect(answer.json).toEqual({
      score: 4,
      comment: '¡Gracias!',
      ratedAt: '2026-03-11T10:30:00',
      changeableUntil: '2026-03-18T10:30:00',
    })
    expect(answer.headers.get('etag')).toBeNull()
    expect(await people.agent.desk.tickets.get({ id })).toMatchObject({ satisfaction: { score: 4 } })
    expect(await timelineOf(id)).toEqual([[{ kind: 'guest', id: null }, { score: 4 }]])
    const dryRun = await people.guest.satisfaction.rateByToken({ token, score: 1 }, { dryRun: true }).withResponse()
    expect(dryRun.dryRunEvents).toMatchObject([{ type: 'ticket.rated' }])
    expect(await people.agent.desk.tickets.get({ id })).toMatchObject({ satisfaction: { score: 4 } })
  })

  it('is not valid if it has expired, or if the ticket was opened or resolved again', async () => {
    const id = await resolved()
    const { token } = await people.admin.desk.satisfaction.createToken({ id })
    const rate = () => codeOf(people.guest.satisfaction.rateByToken({ token, score: 3 }))
    await transition(id, 'reopen')
    expect(await rate()).toBe('LINK_INVALID')
    service.clock.now = '2026-03-11T10:30:00.001Z'
    await transition(id, 'resolve')
    expect(await rate()).toBe('LINK_INVALID')
    const second = await people.admin.desk.satisfaction.createToken({ id })
    after(30)
    expect(await codeOf(people.guest.satisfaction.rateByToken({ token: second.token, score: 3 }))).toBe('LINK_INVALID')
    await people.admin.tickets.delete({ id })
    service.clock.now = START
    expect(await codeOf(people.guest.satisfaction.rateByToken({ token: second.token, score: 3 }))).toBe('LINK_INVALID')
  })

  it('is not valid if any character is altered, or as another kind of token', async () => {
    const id = await resolved()
    const { token } = await people.admin.desk.satisfaction.createToken({ id })
    const { ticketToken } = await people.guest.tickets.create(aTicket).withResponse()
    const altered = Array.from({ length: 70 }, (_each, at) => {
      const flipped = token[at + 5] === 'A' ? 'B' : 'A'
      return token.slice(0, at + 5) + flipped + token.slice(at + 6)
    })
    const others = [`${token}=`, `${token} `, token.slice(0, -1), token.slice(5), ticketToken!, `kinr_${ticketToken}`]
    const accepted: string[] = []
    for (const each of [...altered, ...others]) {
      const code = await codeOf(people.guest.satisfaction.rateByToken({ token: each, score: 1 }))
      if (code !== 'LINK_INVALID') accepted.push(each)
    }
    expect(accepted).toEqual([])
    const { status } = await service.send('GET', `/api/support_tickets/${id}/messages`, undefined, {
      authorization: `Bearer ${token}`,
    })
    expect(status).toBe(401)
  })
})

it('the comment of a rating is in no event', async () => {
  const id = await resolved()
  await people.ana.satisfaction.rate({ id, score: 1, comment: 'confidencial' })
  await lastPosition()
  const { items } = await people.admin.events.list({ ticketId: id, limit: 1000 })
  expect(JSON.stringify(items)).toContain('ticket.rated')
  expect(JSON.stringify(items)).not.toContain('confidencial')
})
