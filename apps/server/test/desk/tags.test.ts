import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { codeOf, refusalOf } from '../support/desk.ts'
import { eventsOf } from '../support/events.ts'
import { aTicket, useService } from '../support/harness.ts'

const service = useService()
const { eventsAfter, lastPosition } = eventsOf(service)
const tickets = () => service.client.desk.tickets
const newTicket = async (tags: string[]) => {
  const { ticketId: id } = await service.client.tickets.create(aTicket)
  return tickets().update({ id, tags })
}
const tagNamed = async (name: string) => {
  const all = await service.client.desk.tags.list().toArray({ limit: 1000 })
  return all.find((tag) => tag.name === name)
}

describe('tags', () => {
  it('are created on use, whatever their case, and keep the order in which they were sent', async () => {
    expect((await newTicket(['Payments', 'urgent call', 'PAYMENTS'])).tags).toEqual(['Payments', 'urgent call'])
    expect((await newTicket(['URGENT CALL', 'payments'])).tags).toEqual(['urgent call', 'Payments'])
    expect(await tagNamed('Payments')).toMatchObject({ openTickets: 2 })
  })

  it('created by many calls at the same time are one tag', async () => {
    const created = await Promise.all(Array.from({ length: 12 }, () => newTicket(['same', 'time', 'Same'])))
    expect(new Set(created.map(({ tags }) => tags.join()))).toEqual(new Set(['same,time']))
    const rows = await service.db.selectFrom('tags').select('name').where('name', 'in', ['same', 'Same']).execute()
    expect(rows).toHaveLength(1)
  })

  it('are the same in the case of all alphabets, as Postgres sees it', async () => {
    for (const names of [
      ['ΑΣ', 'ας', 'ασ'],
      ['İ', 'i̇'],
      ['STRASSE', 'straße'],
    ]) {
      const { tags } = await newTicket(names)
      expect(tags.length).toBeGreaterThan(0)
      expect((await newTicket(names.toReversed())).tags.toSorted()).toEqual(tags.toSorted())
    }
  })

  it('are renamed for all tickets, but not to a name that another tag has', async () => {
    const { ticketId: id } = await newTicket(['colour', 'size'])
    const { tagId } = (await tagNamed('colour'))!
    expect(await service.client.desk.tags.rename({ id: tagId, name: 'color' })).toMatchObject({ name: 'color' })
    expect((await tickets().get({ id })).tags).toEqual(['color', 'size'])
    const taken = await refusalOf(service.client.desk.tags.rename({ id: tagId, name: 'SIZE' }))
    expect([taken?.code, taken?.detail]).toEqual(['NAME_TAKEN', expect.stringContaining('merge')])
    expect(await service.client.desk.tags.rename({ id: tagId, name: 'Color' })).toMatchObject({ name: 'Color' })
  })

  it('that are merged stand for the other tag, on old and new tickets, through a second merge too', async () => {
    const old = await newTicket(['refund', 'money back'])
    const alone = await newTicket(['refund'])
    const [refund, back] = [(await tagNamed('refund'))!, (await tagNamed('money back'))!]
    expect(await service.client.desk.tags.merge({ id: refund.tagId, into: back.tagId })).toEqual({
      tagId: back.tagId,
      name: 'money back',
      openTickets: 2, // not 3: one ticket had both
    })
    expect((await tickets().get({ id: old.ticketId })).tags).toEqual(['money back'])
    expect((await newTicket(['Refund'])).tags).toEqual(['money back'])
    await newTicket(['finance'])
    const finance = (await tagNamed('finance'))!
    await service.client.desk.tags.merge({ id: back.tagId, into: finance.tagId })
    expect((await tickets().get({ id: alone.ticketId })).tags).toEqual(['finance'])
    expect(await codeOf(service.client.desk.tags.merge({ id: refund.tagId, into: finance.tagId }))).toBe(
      'TAG_NOT_FOUND',
    )
    expect(await codeOf(service.client.desk.tags.merge({ id: finance.tagId, into: back.tagId }))).toBe('TAG_NOT_FOUND')
    expect(await codeOf(service.client.desk.tags.merge({ id: finance.tagId, into: finance.tagId }))).toBe(
      'INVALID_INPUT',
    )
  })

  it('merged into each other at the same time: one merge wins', async () => {
    await newTicket(['left', 'right'])
    const [left, right] = [(await tagNamed('left'))!.tagId, (await tagNamed('right'))!.tagId]
    const codes = await Promise.all([
      codeOf(service.client.desk.tags.merge({ id: left, into: right })),
      codeOf(service.client.desk.tags.merge({ id: right, into: left })),
    ])
    expect(new Set(codes)).toEqual(new Set(['TAG_NOT_FOUND', undefined]))
  })

  it('events have their ids, not their names', async () => {
    const { ticketId: id } = await newTicket(['secret-name', 'kept'])
    const before = await lastPosition()
    await tickets().update({ id, tags: ['kept', 'other-name'] })
    const [event, ...more] = await eventsAfter(before)
    const [secret, other] = [(await tagNamed('secret-name'))!.tagId, (await tagNamed('other-name'))!.tagId]
    expect([event?.data, more]).toEqual([{ addedTagIds: [other], removedTagIds: [secret] }, []])
  })

  it('counts are those of tickets that are not done', async () => {
    const { ticketId: id } = await newTicket(['counted'])
    await newTicket(['counted'])
    expect((await tagNamed('counted'))!.openTickets).toBe(2)
    await tickets().transition({ id, transition: { name: 'resolve', resolutionCode: 'SOLVED' } })
    expect((await tagNamed('counted'))!.openTickets).toBe(1)
  })
})

describe('desk.requesters.get', () => {
  it('has the newest 20 tickets of one person, the numbers by status and the last contact', async () => {
    const person = { ...aTicket, email: 'Person@Example.com', userId: 77, roleContext: 'GUIDE' as const }
    const ids: number[] = []
    for (let month = 1; month <= 9; month++)
      for (const day of ['01', '02', '03'])
        ids.push(
          (await service.client.tickets.create({ ...person, createdAt: `2025-0${month}-${day}T00:00:00Z` })).ticketId,
        )
    await service.client.tickets.update({ ...person, id: ids[0]!, status: 'CLOSED' })
    await service.client.tickets.update({ ...person, id: ids[1]!, status: 'RESOLVED' })
    const { tickets: newest, ...others } = await service.client.desk.requesters.get({ userId: 77 })
    expect(newest.map(({ ticketId }) => ticketId)).toEqual(ids.toReversed().slice(0, 20))
    expect(newest[0]!.allowedTransitions).toContain('resolve')
    expect(others).toEqual({
      counts: { OPEN: 25, IN_PROGRESS: 0, RESOLVED: 1, CLOSED: 1 },
      lastContactAt: '2025-09-03T00:00:00',
    })
    const byEmail = await service.client.desk.requesters.get({ email: 'person@example.COM' })
    expect(byEmail).toEqual({ tickets: newest, ...others })
  })

  it('is empty for a person without tickets', async () => {
    expect(await service.client.desk.requesters.get({ email: 'nobody@example.com' })).toEqual({
      tickets: [],
      counts: { OPEN: 0, IN_PROGRESS: 0, RESOLVED: 0, CLOSED: 0 },
      lastContactAt: null,
    })
  })

  it('are at most 10,000: another one is refused, and those that exist can be used', async () => {
    await service.db
      .insertInto('tags')
      .columns(['name'])
      .expression(sql`select 'tag ' || n from generate_series(1, 10000) as n`)
      .execute()
    const { ticketId: id } = await service.client.tickets.create(aTicket)
    expect(await codeOf(tickets().update({ id, tags: ['one more'], priority: 'HIGH' }))).toBe('TAG_LIMIT_REACHED')
    expect(await tickets().update({ id, tags: ['tag 1', 'TAG 10000'] })).toMatchObject({
      priority: 'NORMAL',
      tags: ['tag 1', 'tag 10000'],
    })
  })
})
