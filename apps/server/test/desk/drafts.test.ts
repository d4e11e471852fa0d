import { beforeAll, describe, expect, it } from 'vitest'
import { createApiKey } from '../../src/platform/identity/api-keys.ts'
import { aTicket, useService } from '../support/harness.ts'
import { clientOf, peopleOf } from '../support/people.ts'

const service = useService({ isClosed: true })

let people: Awaited<ReturnType<typeof peopleOf>>
beforeAll(async () => {
  people = await peopleOf(service)
})

const newTicket = async () => (await people.ana.tickets.create(aTicket)).ticketId

describe('a draft', () => {
  it('is one of an agent for a ticket and a kind, and nobody else sees it', async () => {
    const id = await newTicket()
    const { drafts } = people.agent.desk
    await drafts.put({ id, kind: 'reply', body: 'Hol' })
    await drafts.put({ id, kind: 'reply', body: 'Hola' })
    await drafts.put({ id, kind: 'note', body: 'Llamar' })
    const updatedAt = '2026-03-11T10:30:00'
    expect(await drafts.get({ id, kind: 'reply' })).toEqual({ ticketId: id, kind: 'reply', body: 'Hola', updatedAt })
    const mine = (await drafts.list()).items.filter(({ ticketId }) => ticketId === id)
    expect(mine.map(({ kind, body }) => [kind, body])).toEqual([
      ['note', 'Llamar'],
      ['reply', 'Hola'],
    ])
    const { drafts: others } = people.colleague.desk
    await expect(others.get({ id, kind: 'reply' })).rejects.toMatchObject({ code: 'DRAFT_NOT_FOUND' })
    expect((await others.list()).items).toEqual([])
  })

  it('is replaced by the last one that is saved, unless a version is required', async () => {
    const id = await newTicket()
    const { drafts } = people.agent.desk
    const first = await drafts.put({ id, kind: 'note', body: 'a' }).withResponse()
    const second = await drafts.put({ id, kind: 'note', body: 'b' }, { ifVersion: first.version }).withResponse()
    expect([first.version, second.version]).toEqual([1, 2])
    const stale = drafts.put({ id, kind: 'note', body: 'c' }, { ifVersion: first.version })
    await expect(stale).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' })
    await expect(drafts.delete({ id, kind: 'note' }, { ifVersion: 1 })).rejects.toMatchObject({
      code: 'PRECONDITION_FAILED',
    })
    await drafts.delete({ id, kind: 'note' }, { ifVersion: 2 })
    await expect(drafts.delete({ id, kind: 'note' })).rejects.toMatchObject({ code: 'DRAFT_NOT_FOUND' })
  })

  it('is deleted when its message is sent, and only this one', async () => {
    const id = await newTicket()
    const { drafts, messages } = people.agent.desk
    for (const kind of ['reply', 'note'] as const) await drafts.put({ id, kind, body: 'Hol' })
    await people.colleague.desk.drafts.put({ id, kind: 'reply', body: 'Bue' })
    await messages.create({ id, kind: 'reply', body: 'Hola', sendAfterSeconds: 10 })
    await expect(drafts.get({ id, kind: 'reply' })).rejects.toMatchObject({ code: 'DRAFT_NOT_FOUND' })
    expect((await drafts.get({ id, kind: 'note' })).body).toBe('Hol')
    expect((await people.colleague.desk.drafts.get({ id, kind: 'reply' })).body).toBe('Bue')
  })

  it('is saved once by many at the same time, and the agent has one row', async () => {
    const id = await newTicket()
    const bodies = Array.from({ length: 10 }, (_, index) => `Hola ${index}`)
    await Promise.all(bodies.map((body) => people.admin.desk.drafts.put({ id, kind: 'reply', body })))
    const { data, version } = await people.admin.desk.drafts.get({ id, kind: 'reply' }).withResponse()
    expect([bodies.includes(data.body), version]).toEqual([true, 10])
    const agents = await service.db.selectFrom('agents').selectAll().where('agent_id', '=', '1').execute()
    expect(agents).toMatchObject([{ role: 'admin', name: null }])
  })

  it('is in pages of the list', async () => {
    const ids = [await newTicket(), await newTicket()]
    for (const id of ids) {
      for (const kind of ['reply', 'note'] as const) await people.colleague.desk.drafts.put({ id, kind, body: 'x' })
    }
    const listed = await people.colleague.desk.drafts.list({ limit: 1 }).toArray({ limit: 100 })
    expect(listed.filter(({ ticketId }) => ids.includes(ticketId))).toHaveLength(4)
  })

  it('is not for API keys, nor for a ticket that does not exist', async () => {
    const { key } = await createApiKey(service.db, 'test', ['desk:read', 'desk:write'], null)
    const { drafts } = clientOf(service, key).desk
    await expect(drafts.list()).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const missing = { id: 9_000_000, kind: 'note' } as const
    await expect(people.agent.desk.drafts.get(missing)).rejects.toMatchObject({ code: 'TICKET_NOT_FOUND' })
    await expect(people.agent.desk.drafts.put({ ...missing, body: 'x' })).rejects.toMatchObject({
      code: 'TICKET_NOT_FOUND',
    })
  })
})
