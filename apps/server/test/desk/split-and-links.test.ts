import type { SupportClient } from '@kinconecta/support-client'
import type { LinkRelation } from '@kinconecta/support-contracts'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { codeOf } from '../support/desk.ts'
import { aTicket, useService } from '../support/harness.ts'
import { peopleOf } from '../support/people.ts'
import { png } from '../support/sample-files.ts'

const service = useService({ isClosed: true })

let people: Awaited<ReturnType<typeof peopleOf>>
beforeAll(async () => {
  people = await peopleOf(service)
})

const create = async (by: SupportClient = people.ana) => (await by.tickets.create(aTicket)).ticketId
const link = (id: number, relation: LinkRelation, otherTicketId: number) =>
  people.agent.desk.links.create({ id, relation, otherTicketId })
const linksOf = async (id: number) =>
  (await people.agent.desk.links.list({ id })).links.map(({ relation, otherTicketId }) => [relation, otherTicketId])

describe('a split', () => {
  it('makes a ticket of a message with its files, and leaves the conversation as it is', async () => {
    const id = await create()
    const file = new File([new Uint8Array(png.bytes)], png.name)
    const { attachmentId } = await people.ana.attachments.upload({ ticketId: id, file })
    const question = { id, body: 'Y otra cosa', attachmentIds: [attachmentId] }
    const { messageId, createdAt } = await people.ana.messages.create(question)
    service.clock.now = '2026-03-11T11:00:00.000Z'
    const ticket = await people.agent.desk.tickets.split({ id, messageId, subject: 'Otra cosa' })
    expect(ticket).toMatchObject({
      subject: 'Otra cosa',
      message: 'Y otra cosa',
      userId: 42,
      status: 'OPEN',
      createdAt,
    })
    const first = await people.ana.messages.list({ id: ticket.ticketId })
    expect(first.items).toMatchObject([{ messageId: 0, body: 'Y otra cosa', attachments: [{ attachmentId }] }])
    const { items } = await people.ana.messages.list({ id })
    expect(items.map(({ body, attachments }) => [body, attachments.length])).toEqual([
      [aTicket.message, 0],
      ['Y otra cosa', 0],
    ])
    expect(await linksOf(id)).toEqual([['relates', ticket.ticketId]])
    const { ticketId: other } = await people.agent.desk.tickets.split({ id, messageId })
    expect(await people.ana.tickets.get({ id: other })).toMatchObject({ subject: aTicket.subject })
  })

  it('keeps a file that a merge brought, also if the merge is undone', async () => {
    const [source, target] = [await create(), await create()]
    const file = new File([new Uint8Array(png.bytes)], png.name)
    const { attachmentId } = await people.ana.attachments.upload({ ticketId: source, file })
    const { messageId } = await people.ana.messages.create({ id: source, body: 'x', attachmentIds: [attachmentId] })
    await people.agent.desk.tickets.merge({ id: source, into: target })
    const { ticketId } = await people.agent.desk.tickets.split({ id: target, messageId })
    await people.agent.desk.tickets.unmerge({ id: source })
    expect(await people.ana.attachments.get({ id: attachmentId })).toMatchObject({ ticketId })
    expect((await people.ana.messages.list({ id: source })).items.map(({ body }) => body)).toContain('x')
  })

  it('is refused for messages of others, notes, the first message, and replies that wait', async () => {
    const id = await create()
    const write = async (fields: object) =>
      (await people.agent.desk.messages.create({ id, kind: 'reply', body: 'x', ...fields })).messageId
    const codes = [
      await write({}),
      await write({ kind: 'note' }),
      await write({ sendAfterSeconds: 60 }),
      0,
      9_000_000,
    ].map((messageId) => codeOf(people.agent.desk.tickets.split({ id, messageId })))
    const invalid = 'INVALID_INPUT'
    expect(await Promise.all(codes)).toEqual([invalid, invalid, 'MESSAGE_NOT_FOUND', invalid, 'MESSAGE_NOT_FOUND'])
  })
})

describe('links', () => {
  it.each<[LinkRelation, LinkRelation]>([
    ['relates', 'relates'],
    ['duplicates', 'duplicated_by'],
    ['duplicated_by', 'duplicates'],
    ['blocks', 'blocked_by'],
    ['blocked_by', 'blocks'],
  ])('%s is read as %s from the other ticket, whatever the order of the ids', async (relation, inverse) => {
    const [one, other] = [await create(), await create(people.other)]
    for (const [id, to] of [
      [one, other],
      [other, one],
    ] as const) {
      const { linkId } = await link(id, relation, to)
      expect(await link(to, inverse, id)).toMatchObject({ linkId, relation: inverse, otherTicketId: id })
      expect([await linksOf(id), await linksOf(to)]).toEqual([[[relation, to]], [[inverse, id]]])
      await people.agent.desk.links.delete({ id: to, linkId })
      expect([await linksOf(id), await linksOf(to)]).toEqual([[], []])
    }
  })

  it('are removed only from their tickets, and go with a deleted ticket', async () => {
    const [one, other, third] = [await create(), await create(), await create()]
    const { linkId } = await link(one, 'blocks', other)
    expect(await codeOf(people.agent.desk.links.delete({ id: third, linkId }))).toBe('LINK_NOT_FOUND')
    await people.admin.tickets.delete({ id: other })
    expect(await linksOf(one)).toEqual([])
  })

  it('are at most 50, also if many are made at once', async () => {
    const id = await create()
    const { rows } = await sql<{ id: number }>`insert into support_tickets
        (full_name, email, subject, message, created_at, updated_at)
      select 'n', 'e', 's', 'm', now(), now() from generate_series(1, 60) returning ticket_id as id`.execute(service.db)
    for (const { id: other } of rows.slice(0, 45)) await link(id, 'blocks', other)
    const codes = await Promise.all(
      rows.slice(45).map((row, index) => codeOf(index % 2 ? link(id, 'relates', row.id) : link(row.id, 'blocks', id))),
    )
    expect(codes.filter((code) => code === 'LINK_LIMIT_REACHED')).toHaveLength(10)
    expect(await linksOf(id)).toHaveLength(50)
  })
})
