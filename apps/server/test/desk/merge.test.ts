import type { SupportClient } from '@kinconecta/support-client'
import { sql } from 'kysely'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { codeOf } from '../support/desk.ts'
import { eventsOf } from '../support/events.ts'
import { aTicket, useService } from '../support/harness.ts'
import { clientOf, peopleOf } from '../support/people.ts'
import { pdf, png } from '../support/sample-files.ts'
import { bearer } from '../support/tokens.ts'

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

const afterHours = (hours: number) =>
  void (service.clock.now = new Date(Date.parse(START) + hours * 3_600_000).toISOString())
const fileOf = ({ name, bytes }: typeof png) => new File([new Uint8Array(bytes)], name)

const create = async (by: SupportClient = people.ana, message = aTicket.message) =>
  (await by.tickets.create({ ...aTicket, message })).ticketId
const merge = (id: number, into: number) => people.agent.desk.tickets.merge({ id, into })
const unmerge = (id: number) => people.agent.desk.tickets.unmerge({ id })
const reply = (id: number, body: string, by: SupportClient = people.ana) => by.messages.create({ id, body })
const note = (id: number, body: string) => people.agent.desk.messages.create({ id, kind: 'note', body })
const bodiesOf = async (id: number, by: SupportClient = people.ana) =>
  (await by.messages.list({ id })).items.map(({ body }) => body)
const deskBodiesOf = async (id: number) => (await people.agent.desk.messages.list({ id })).items.map(({ body }) => body)
const ticketAt = (id: number) => people.agent.desk.tickets.get({ id })

/** All that staff can read of a ticket, except what every change changes. */
async function everythingOf(id: number): Promise<unknown> {
  const { updatedAt: _, ...ticket } = await ticketAt(id)
  const { items } = await people.agent.desk.messages.list({ id })
  const { items: files } = await people.agent.attachments.list({ ticketId: [id] })
  const versions = await Promise.all(
    items.map(({ messageId }) => people.agent.desk.messages.versions({ id, messageId }).then((page) => page.items)),
  )
  return { ticket, items, files, versions }
}

describe('a merge', () => {
  it('moves messages, notes, files and followers to the end of the target, and closes the source', async () => {
    const [source, target] = [await create(people.ana, 'La primera'), await create(people.ana, 'La segunda')]
    const { attachmentId } = await people.ana.attachments.upload({ ticketId: source, file: fileOf(png) })
    await people.ana.messages.create({ id: source, body: 'Con foto', attachmentIds: [attachmentId] })
    await note(source, 'Interno')
    await reply(target, 'Ya escribí')
    await people.agent.desk.tickets.follow({ id: source })
    await people.colleague.desk.tickets.follow({ id: target })
    const result = await merge(source, target)
    expect(result).toMatchObject({ movedMessages: 3, movedAttachments: 1 })
    expect(result.target).toMatchObject({ status: 'OPEN', followerIds: ['agent-7', 'agent-8'], mergedInto: null })
    expect(result.source).toMatchObject({
      status: 'CLOSED',
      resolutionCode: 'DUPLICATE',
      duplicateOf: target,
      mergedInto: target,
      mergedAt: '2026-03-11T10:30:00',
    })
    expect(await deskBodiesOf(target)).toEqual(['La segunda', 'Ya escribí', 'La primera', 'Con foto', 'Interno'])
    expect(await bodiesOf(target)).toEqual(['La segunda', 'Ya escribí', 'La primera', 'Con foto'])
    expect(await bodiesOf(source)).toEqual(['La primera'])
    const { items } = await people.ana.messages.list({ id: target })
    expect(items[3]!.attachments).toMatchObject([{ attachmentId, ticketId: target }])
    expect(items[2]!.author).toEqual({ kind: 'requester', id: '42', name: aTicket.fullName })
    expect(Object.keys(await people.ana.tickets.get({ id: source }))).toEqual(
      Object.keys(await people.ana.tickets.get({ id: target })),
    )
    const found = await people.ana.messages.search({ q: 'foto' })
    expect(found.items.map(({ ticketId }) => ticketId)).toContain(target)
  })

  it('can be tried with a dry run', async () => {
    const [source, target] = [await create(), await create()]
    const before = await Promise.all([everythingOf(source), everythingOf(target)])
    const tried = await people.agent.desk.tickets.merge({ id: source, into: target }, { dryRun: true }).withResponse()
    expect(tried.data).toMatchObject({ movedMessages: 1, source: { mergedInto: target } })
    expect(tried.dryRunEvents!.map(({ type }) => type)).toContain('ticket.merged')
    expect(await Promise.all([everythingOf(source), everythingOf(target)])).toEqual(before)
  })

  it('is undone within 24 hours: everything is as it was, except what was written to the target since', async () => {
    const [source, target] = [await create(people.ana, 'Primera'), await create(people.ana, 'Segunda')]
    const { ticketId: of } = await people.ana.tickets.create({ ...aTicket, files: [fileOf(png)] })
    for (const id of [source, of]) {
      const { messageId } = await people.agent.messages.create({ id, body: 'Respuesta' })
      await people.agent.messages.update({ id, messageId, body: 'Respuesta corregida' })
      await people.agent.desk.attachments.upload({ ticketId: id, file: fileOf(pdf) })
      await note(id, 'Nota')
      await people.agent.desk.tickets.follow({ id })
    }
    await people.agent.desk.tickets.transition({ id: of, transition: { name: 'resolve', resolutionCode: 'SOLVED' } })
    await people.agent.desk.tickets.snooze({ id: source, untilReply: true })
    const before = [await everythingOf(source), await everythingOf(of)]
    await merge(source, target)
    await merge(of, target)
    await reply(target, 'Escrito después')
    const kept = await people.agent.desk.attachments.upload({ ticketId: target, file: fileOf(png) })
    const moved = (await people.agent.attachments.list({ ticketId: [target] })).items[0]!
    afterHours(24)
    for (const id of [of, source]) await unmerge(id)
    expect([await everythingOf(source), await everythingOf(of)]).toEqual(before)
    expect(await deskBodiesOf(target)).toEqual(['Segunda', 'Escrito después'])
    const { items } = await people.agent.attachments.list({ ticketId: [target] })
    expect(items.map(({ attachmentId }) => attachmentId)).toEqual([kept.attachmentId])
    expect(moved.ticketId).toBe(target)
    expect(await ticketAt(target)).toMatchObject({ followerIds: [], lastActivityAt: '2026-03-11T10:30:00' })
  })

  it('cannot be undone later, nor without the target, nor twice', async () => {
    const [source, target] = [await create(), await create()]
    await merge(source, target)
    afterHours(24.001)
    expect(await codeOf(unmerge(source))).toBe('MERGE_UNDO_EXPIRED')
    expect(await codeOf(unmerge(target))).toBe('STATUS_CONFLICT')
    service.clock.now = START
    await unmerge(source)
    expect(await codeOf(unmerge(source))).toBe('STATUS_CONFLICT')
    await merge(source, target)
    await people.admin.tickets.delete({ id: target })
    expect(await codeOf(unmerge(source))).toBe('MERGE_UNDO_EXPIRED')
    // What the requester writes now is not lost either.
    expect(await reply(source, '¿Y lo mío?')).toMatchObject({ messageId: 0, followUpOf: source })
  })

  it('ends if the source is opened again, and its messages stay', async () => {
    const [source, target] = [await create(), await create()]
    await reply(source, 'Una')
    await merge(source, target)
    await people.admin.desk.tickets.transition({ id: source, transition: { name: 'reopen_closed' } })
    expect(await ticketAt(source)).toMatchObject({
      status: 'OPEN',
      mergedInto: null,
      mergedAt: null,
      duplicateOf: null,
    })
    expect(await reply(source, 'Otra')).toMatchObject({ ticketId: source })
    expect(await codeOf(unmerge(source))).toBe('STATUS_CONFLICT')
    expect(await bodiesOf(target)).toContain('Una')
    // A server of the version before sets the status only.
    await merge(source, target)
    await sql`update support_tickets set status = 'OPEN', duplicate_of = null where ticket_id = ${source}`.execute(
      service.db,
    )
    expect(await reply(source, 'Y otra')).toMatchObject({ ticketId: source })
  })
})

describe('what is written to a merged ticket', () => {
  it('goes to the target, with its files, and comes back with the undo, which opens the ticket', async () => {
    const [source, target] = [await create(), await create()]
    await people.agent.desk.tickets.transition({
      id: source,
      transition: { name: 'resolve', resolutionCode: 'SOLVED' },
    })
    await merge(source, target)
    const { attachmentId } = await people.ana.attachments.upload({ ticketId: source, file: fileOf(png) })
    const sent = await people.ana.messages.create({ id: source, body: 'Sigue igual', attachmentIds: [attachmentId] })
    expect(sent).toMatchObject({ ticketId: target, attachments: [{ attachmentId, ticketId: target }] })
    await people.ana.messages.update({ id: source, messageId: sent.messageId, body: 'Sigue igual.' })
    expect(await note(source, 'También')).toMatchObject({ ticketId: target })
    expect(await bodiesOf(target)).toContain('Sigue igual.')
    await unmerge(source)
    expect(await deskBodiesOf(source)).toEqual([aTicket.message, 'Sigue igual.', 'También'])
    expect(await ticketAt(source)).toMatchObject({ status: 'OPEN', waitingOn: 'agent', resolvedAt: null })
    const { items } = await people.agent.attachments.list({ ticketId: [source] })
    expect(items).toMatchObject([{ attachmentId }])
  })

  it('includes replies that wait to be sent: they can be taken back, and are sent once', async () => {
    const [source, target] = [await create(), await create()]
    const send = (body: string) =>
      people.agent.desk.messages.create({ id: source, kind: 'reply', body, sendAfterSeconds: 10 })
    const [one, other] = [await send('Uno'), await send('Otro')]
    await merge(source, target)
    await people.agent.desk.messages.cancel({ id: source, messageId: one.messageId })
    service.clock.now = '2026-03-11T10:30:10.000Z'
    await service.dueWork.run()
    expect(await bodiesOf(target)).toEqual([aTicket.message, aTicket.message, 'Otro'])
    await unmerge(source)
    expect(await deskBodiesOf(source)).toEqual([aTicket.message, 'Otro'])
    expect(other.ticketId).toBe(source)
  })

  it('goes through a chain of merges, which is undone from its end', async () => {
    const [a, b, c] = [await create(people.ana, 'a'), await create(people.ana, 'b'), await create(people.ana, 'c')]
    await merge(a, b)
    await reply(a, 'por a')
    await merge(b, c)
    expect(await codeOf(merge(a, c))).toBe('STATUS_CONFLICT')
    expect(await codeOf(merge(c, a))).toBe('STATUS_CONFLICT')
    expect(await codeOf(unmerge(a))).toBe('STATUS_CONFLICT')
    expect(await reply(a, 'por a y b')).toMatchObject({ ticketId: c })
    await reply(b, 'por b')
    await reply(c, 'por c')
    // The first message of b is copied before its conversation moves.
    expect(await bodiesOf(c)).toEqual(['c', 'b', 'a', 'por a', 'por a y b', 'por b', 'por c'])
    await unmerge(b)
    expect(await bodiesOf(c)).toEqual(['c', 'por c'])
    expect((await bodiesOf(b)).toSorted()).toEqual(['a', 'b', 'por a', 'por a y b', 'por b'])
    await unmerge(a)
    expect(await bodiesOf(a)).toEqual(['a', 'por a', 'por a y b'])
    expect(await bodiesOf(b)).toEqual(['b', 'por b'])
  })
})

describe('tickets of guests with the same address', () => {
  it('can be merged, and no token opens what came from the other ticket', async () => {
    const guestTicket = async (message: string) => {
      const { data, ticketToken } = await people.guest.tickets.create({ ...aTicket, message }).withResponse()
      return { id: data.ticketId, token: bearer(ticketToken), guest: clientOf(service, ticketToken) }
    }
    const [source, target] = [await guestTicket('de uno'), await guestTicket('de otro')]
    const { attachmentId } = await source.guest.attachments.upload({ ticketId: source.id, file: fileOf(png) })
    await source.guest.messages.create({ id: source.id, body: 'foto de uno', attachmentIds: [attachmentId] })
    const { messageId } = await reply(target.id, 'más de otro', target.guest)
    await merge(source.id, target.id)
    const later = await source.guest.messages.create({ id: source.id, body: 'luego de uno' }).withResponse()
    expect([later.data.ticketId, later.ticketToken]).toEqual([source.id, undefined])
    await reply(target.id, 'luego de otro', target.guest)
    const write = { id: source.id, body: 'probado' }
    const { dryRunEvents } = await source.guest.messages.create(write, { dryRun: true }).withResponse()
    expect(dryRunEvents).toEqual([])
    expect(await deskBodiesOf(target.id)).toEqual(
      expect.arrayContaining(['de uno', 'foto de uno', 'luego de uno', 'más de otro']),
    )
    expect(await bodiesOf(target.id, target.guest)).toEqual(['de otro', 'más de otro', 'luego de otro'])
    expect(await bodiesOf(source.id, source.guest)).toEqual(['de uno'])
    expect(await codeOf(source.guest.messages.list({ id: target.id }))).toBe('TICKET_NOT_FOUND')
    for (const { token } of [source, target]) {
      const path = `/api/support_ticket_attachments/${attachmentId}/file`
      expect((await service.send('GET', path, undefined, token)).status).toBe(404)
    }
    // If the target is closed, the reply continues the ticket that the guest knows.
    await people.agent.desk.tickets.transition({ id: target.id, transition: { name: 'start' } })
    const asAdmin = { ...aTicket, message: 'de otro', status: 'CLOSED' } as const
    await people.admin.tickets.update({ id: target.id, ...asAdmin })
    const continued = await source.guest.messages.create(write).withResponse()
    expect([continued.data.followUpOf, continued.ticketToken]).toEqual([source.id, expect.any(String)])
    // Guests have no id, so that a message of the other one looks like an own one.
    const edit = (guest: SupportClient, id: number, of: number) =>
      codeOf(guest.messages.update({ id, messageId: of, body: 'suplantado' }))
    expect(await edit(source.guest, source.id, messageId)).toBe('MESSAGE_NOT_FOUND')
    expect(await edit(target.guest, target.id, later.data.messageId)).toBe('MESSAGE_NOT_FOUND')
  })
})

it('the events of both tickets have ids only, and requesters see that their tickets were merged', async () => {
  const [source, target] = [await create(), await create(people.ana, 'confidencial')]
  await reply(source, 'confidencial')
  await people.agent.desk.tickets.follow({ id: source })
  await merge(source, target)
  await unmerge(source)
  await lastPosition()
  const typesOf = async (id: number) =>
    (await people.agent.desk.tickets.timeline({ id })).items.map(({ type, data }) => [type, data])
  const both = { sourceTicketId: source, targetTicketId: target }
  expect((await typesOf(source)).slice(3)).toEqual([
    ['ticket.merged', both],
    ['ticket.status_changed', { from: 'OPEN', to: 'CLOSED' }],
    ['ticket.resolution_changed', { resolutionCode: 'DUPLICATE', duplicateOf: target }],
    ['ticket.unmerged', both],
    ['ticket.status_changed', { from: 'CLOSED', to: 'OPEN' }],
  ])
  expect((await typesOf(target)).slice(1)).toEqual([
    ['ticket.merged', both],
    ['ticket.follower_added', { agentId: 'agent-7' }],
    ['ticket.unmerged', both],
    ['ticket.follower_removed', { agentId: 'agent-7' }],
  ])
  const { items } = await people.ana.tickets.timeline({ id: target })
  expect(items.map(({ type }) => type)).toEqual(['ticket.created', 'ticket.merged', 'ticket.unmerged'])
  expect(JSON.stringify(await typesOf(source))).not.toContain('confidencial')
})
