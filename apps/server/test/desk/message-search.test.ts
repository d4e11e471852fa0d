import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { aTicket, useService } from '../support/harness.ts'
import { type Person, peopleOf } from '../support/people.ts'

const service = useService({ isClosed: true })

let people: Awaited<ReturnType<typeof peopleOf>>
let mine: number
let theirs: number
beforeAll(async () => {
  people = await peopleOf(service)
  mine = (await people.ana.tickets.create(aTicket)).ticketId
  theirs = (await people.other.tickets.create(aTicket)).ticketId
  await people.ana.messages.create({ id: mine, body: 'El reembolso del viaje no llegó' })
  await people.agent.desk.messages.create({ id: mine, kind: 'reply', body: 'Un reembolso tarda tres días' })
  await people.agent.desk.messages.create({ id: mine, kind: 'note', body: 'Reembolso sospechoso' })
  await people.agent.desk.messages.create({ id: mine, kind: 'reply', body: 'Reembolsos, mañana', sendAfterSeconds: 60 })
  await people.other.messages.create({ id: theirs, body: 'reembolsos de otros' })
})

const found = async (person: Person, q: string) => (await person.messages.search({ q })).items.map(({ body }) => body)
const foundByDesk = async (person: Person, q: string) =>
  (await person.desk.messages.search({ q })).items.map(({ body }) => body)

describe('a search of messages', () => {
  it('finds the public messages of the own tickets, the newest first', async () => {
    const own = ['Un reembolso tarda tres días', 'El reembolso del viaje no llegó']
    expect(await found(people.ana, 'reembolsos')).toEqual(own)
    expect(await found(people.other, 'reembolso')).toEqual(['reembolsos de otros'])
    expect(await found(people.agent, 'reembolso')).toEqual(['reembolsos de otros', ...own])
    const [first] = (await people.ana.messages.search({ q: 'reembolso' })).items
    expect(Object.keys(first!).toSorted()).toEqual(
      ['attachments', 'author', 'body', 'createdAt', 'editedAt', 'followUpOf', 'messageId', 'ticketId'].toSorted(),
    )
  })

  it('finds notes for staff, and replies that are not sent yet for their author', async () => {
    const others = ['reembolsos de otros', 'Reembolso sospechoso']
    expect((await foundByDesk(people.colleague, 'reembolso')).slice(0, 2)).toEqual(others)
    expect(await foundByDesk(people.agent, 'reembolso mañana')).toEqual(['Reembolsos, mañana'])
    expect(await foundByDesk(people.colleague, 'reembolso mañana')).toEqual([])
    await expect(people.ana.desk.messages.search({ q: 'reembolso' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  it('has phrases, exclusions, forms of words, and nothing for stop words', async () => {
    expect(await found(people.ana, '"tres días"')).toEqual(['Un reembolso tarda tres días'])
    expect(await found(people.ana, '"días tres"')).toEqual([])
    expect(await found(people.ana, 'reembolso -viaje')).toEqual(['Un reembolso tarda tres días'])
    expect(await found(people.ana, 'VIAJES llego')).toEqual(['El reembolso del viaje no llegó'])
    expect(await found(people.ana, 'reembolso sospechoso')).toEqual([])
  })

  it('finds the text as it is after an edit', async () => {
    const { messageId } = await people.ana.messages.create({ id: mine, body: 'El barco' })
    await people.ana.messages.update({ id: mine, messageId, body: 'El avión' })
    expect(await found(people.ana, 'barco')).toEqual([])
    expect(await found(people.ana, 'avion')).toEqual(['El avión'])
    expect(await foundByDesk(people.agent, 'barco')).toEqual([])
  })

  it('has pages, also over many messages', async () => {
    await sql`insert into messages (ticket_id, kind, author_kind, body, created_at)
      select ${theirs}::bigint, case when n % 2 = 0 then 'note' else 'reply' end, 'agent',
        case when n % 1000 = 1 then 'loro ' || n else 'gato ' || n end, now()
      from generate_series(1, 3000) as n`.execute(service.db)
    expect(await people.agent.messages.search({ q: 'loro', limit: 2 }).toArray({ limit: 10 })).toHaveLength(3)
    expect(await people.other.messages.search({ q: 'loro', limit: 1 }).toArray({ limit: 10 })).toHaveLength(3)
    expect(await found(people.ana, 'loro')).toEqual([])
    const common = await people.agent.desk.messages.search({ q: 'gato', limit: 1000 }).toArray({ limit: 5000 })
    expect(new Set(common.map(({ messageId }) => messageId)).size).toBe(2997)
    const { nextCursor } = await people.agent.messages.search({ q: 'loro', limit: 1 })
    const other = people.agent.messages.search({ q: 'gato', cursor: nextCursor })
    await expect(other).rejects.toMatchObject({ code: 'CURSOR_INVALID' })
  })
})
