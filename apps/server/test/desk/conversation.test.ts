import { beforeAll, describe, expect, it } from 'vitest'
import { eventsOf } from '../support/events.ts'
import { aTicket, useService } from '../support/harness.ts'
import { peopleOf } from '../support/people.ts'

const service = useService({ isClosed: true })
const { lastPosition } = eventsOf(service)

let people: Awaited<ReturnType<typeof peopleOf>>
beforeAll(async () => {
  people = await peopleOf(service)
})

const DAY_MS = 86_400_000

/** Moves the clock of the service. */
const wait = (ms: number) => {
  service.clock.now = new Date(Date.parse(service.clock.now) + ms).toISOString()
}

const newTicket = async () => (await people.ana.tickets.create(aTicket)).ticketId

const deskTicket = (id: number) => people.agent.desk.tickets.get({ id })

const setStatus = (id: number, status: 'OPEN' | 'RESOLVED' | 'CLOSED' | 'IN_PROGRESS') =>
  people.agent.tickets.updateWith(id, () => ({ status }))

/** The types and data of the events of a ticket, as a caller sees them. */
const eventsOn = async (ticketId: number, person = people.agent) => {
  await lastPosition()
  const { items } = await person.events.list({ ticketId })
  return items.map(({ type, data, actor }) => ({ type, data, actor: actor.kind }))
}

describe('the conversation of a ticket', () => {
  it('begins with the message of the ticket, and continues in the order of the replies', async () => {
    const id = await newTicket()
    const question = await people.agent.messages.create({ id, body: '¿Cuál es su reserva?' })
    const answer = await people.ana.messages.create({ id, body: 'La 7' })
    const { items } = await people.ana.messages.list({ id })
    const shared = { attachments: [], editedAt: null, followUpOf: null, ticketId: id, createdAt: expect.any(String) }
    const ana = { kind: 'requester', id: '42', name: aTicket.fullName }
    expect(items).toEqual([
      { ...shared, messageId: 0, author: ana, body: aTicket.message },
      {
        ...shared,
        messageId: question.messageId,
        author: { kind: 'agent', id: 'agent-7', name: null },
        body: question.body,
      },
      { ...shared, messageId: answer.messageId, author: ana, body: 'La 7' },
    ])
  })

  it('has pages, and a number of messages', async () => {
    const id = await newTicket()
    for (const body of ['uno', 'dos', 'tres']) await people.ana.messages.create({ id, body })
    const bodies = []
    for await (const { body } of people.ana.messages.list({ id, limit: 1 })) bodies.push(body)
    expect(bodies).toEqual([aTicket.message, 'uno', 'dos', 'tres'])
    expect((await people.ana.messages.list({ id, limit: 2, count: true })).total).toBe(4)
    const { nextCursor } = await people.ana.messages.list({ id, limit: 2 })
    const foreign = people.agent.desk.messages.list({ id, cursor: nextCursor })
    await expect(foreign).rejects.toMatchObject({ code: 'CURSOR_INVALID' })
  })

  it('has pages of at most 4 MiB, whatever the limit', async () => {
    const id = await newTicket()
    const body = '🦜'.repeat(50_000) // 200 kB
    for (let count = 0; count < 25; count++) await people.ana.messages.create({ id, body })
    const first = await people.ana.messages.list({ id })
    expect(first.items.length).toBeLessThan(25)
    expect(await people.ana.messages.list({ id }).toArray({ limit: 100 })).toHaveLength(26)
  })

  it('is read and written by its requester and staff only', async () => {
    const id = await newTicket()
    await expect(people.other.messages.list({ id })).rejects.toMatchObject({ code: 'TICKET_NOT_FOUND' })
    await expect(people.other.messages.create({ id, body: 'Hola' })).rejects.toMatchObject({ code: 'TICKET_NOT_FOUND' })
    await expect(people.guest.messages.list({ id })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  })

  it('has at most 2,000 messages, with those that are not sent yet', async () => {
    const id = await newTicket()
    await service.db.updateTable('support_tickets').set({ message_count: 1_998 }).where('ticket_id', '=', id).execute()
    await people.agent.desk.messages.create({ id, kind: 'reply', body: 'pronto', sendAfterSeconds: 60 })
    await people.ana.messages.create({ id, body: 'la última' })
    const refused = { code: 'MESSAGE_LIMIT_REACHED' }
    await expect(people.ana.messages.create({ id, body: 'una más' })).rejects.toMatchObject(refused)
    const note = people.agent.desk.messages.create({ id, kind: 'note', body: 'una más' })
    await expect(note).rejects.toMatchObject(refused)
  })
})

describe('a reply of the requester', () => {
  it('makes the ticket wait for staff, and ends a snooze, but is no change of the documented ticket', async () => {
    const id = await newTicket()
    await people.agent.messages.create({ id, body: '¿Sigue pasando?' })
    const snooze = { is_snoozed: true, snoozed_until: '2027-01-01T00:00:00Z' }
    await service.db.updateTable('support_tickets').set(snooze).where('ticket_id', '=', id).execute()
    const before = await people.ana.tickets.get({ id }).withResponse()
    expect(await deskTicket(id)).toMatchObject({ waitingOn: 'requester', isSnoozed: true })
    wait(60_000)
    const { createdAt } = await people.ana.messages.create({ id, body: 'Sí' })
    expect(await deskTicket(id)).toMatchObject({
      waitingOn: 'agent',
      isSnoozed: false,
      snoozedUntil: null,
      lastActivityAt: createdAt,
    })
    const after = await people.ana.tickets.get({ id }).withResponse()
    expect([after.data, after.version]).toEqual([before.data, before.version])
    const row = await service.db
      .selectFrom('support_tickets')
      .selectAll()
      .where('ticket_id', '=', id)
      .executeTakeFirst()
    expect([row!.message_count, row!.last_requester_message_at]).toEqual([3, createdAt])
  })

  it('reopens a ticket that was resolved within 14 days', async () => {
    const id = await newTicket()
    await setStatus(id, 'RESOLVED')
    wait(14 * DAY_MS)
    const before = await people.ana.tickets.get({ id }).withResponse()
    expect(await people.ana.messages.create({ id, body: 'Otra vez' })).toMatchObject({ ticketId: id, followUpOf: null })
    const after = await people.ana.tickets.get({ id }).withResponse()
    expect([after.data.status, after.version]).toEqual(['OPEN', before.version! + 1])
    expect(await deskTicket(id)).toMatchObject({ status: 'OPEN', waitingOn: 'agent', resolvedAt: null })
    expect((await eventsOn(id, people.ana)).slice(-2)).toEqual([
      { type: 'message.created', data: { messageId: expect.any(Number), authorKind: 'requester' }, actor: 'member' },
      { type: 'ticket.status_changed', data: { from: 'RESOLVED', to: 'OPEN' }, actor: 'member' },
    ])
  })

  it.each(['resolved 14 days ago', 'closed'])(
    'to a ticket that was %s creates a ticket that continues it',
    async (how) => {
      const { ticketId: id } = await people.ana.tickets.create({ ...aTicket, category: 'OTRO' })
      await setStatus(id, how === 'closed' ? 'CLOSED' : 'RESOLVED')
      wait(how === 'closed' ? 0 : 14 * DAY_MS + 1000)
      const file = new File(['¿Qué pasa?'], 'pregunta.txt', { type: 'text/plain' })
      const { attachmentId } = await people.ana.attachments.upload({ ticketId: id, file })
      const reply = { id, body: 'Otra vez', attachmentIds: [attachmentId] }
      const first = await people.ana.messages.create(reply, { idempotencyKey: how.replaceAll(' ', '-') })
      expect(await people.ana.messages.create(reply, { idempotencyKey: how.replaceAll(' ', '-') })).toEqual(first)
      expect(first).toMatchObject({ messageId: 0, body: 'Otra vez', followUpOf: id, author: { id: '42' } })
      expect(first.attachments).toMatchObject([{ attachmentId, ticketId: first.ticketId }])
      const { subject, fullName, email } = aTicket
      const own = { userId: 42, roleContext: 'TOURIST', subject, fullName, email, category: 'OTRO', status: 'OPEN' }
      expect(await people.ana.tickets.get({ id: first.ticketId })).toMatchObject({ ...own, message: 'Otra vez' })
      expect(await deskTicket(first.ticketId)).toMatchObject({ followUpOf: id })
      expect((await people.ana.messages.list({ id: first.ticketId })).items).toEqual([first])
      expect((await people.ana.messages.list({ id })).items).toHaveLength(1)
      expect((await people.ana.tickets.get({ id })).status).toBe(how === 'closed' ? 'CLOSED' : 'RESOLVED')
      expect((await eventsOn(first.ticketId)).map(({ type }) => type)).toEqual(['ticket.created', 'attachment.updated'])
    },
  )
})

describe('a public reply of staff', () => {
  it('is recorded as the first response once, and makes the ticket wait for the requester', async () => {
    const id = await newTicket()
    const { createdAt } = await people.agent.messages.create({ id, body: 'Lo miramos' })
    wait(60_000)
    await people.colleague.desk.messages.create({ id, kind: 'reply', body: 'Ya está' })
    expect(await deskTicket(id)).toMatchObject({ firstRespondedAt: createdAt, waitingOn: 'requester', status: 'OPEN' })
  })

  it('does not open a closed ticket, and a note changes neither', async () => {
    const id = await newTicket()
    await people.agent.desk.messages.create({ id, kind: 'note', body: 'Llamar' })
    expect(await deskTicket(id)).toMatchObject({ firstRespondedAt: null, waitingOn: 'agent' })
    await setStatus(id, 'CLOSED')
    await people.agent.desk.messages.create({ id, kind: 'reply', body: 'Cerrado' })
    expect((await deskTicket(id)).status).toBe('CLOSED')
  })
})

describe('an edit', () => {
  it('by the author within 15 minutes keeps the earlier text for staff', async () => {
    const id = await newTicket()
    const { messageId } = await people.ana.messages.create({ id, body: 'La 7' })
    const first = await people.ana.messages.update({ id, messageId, body: 'La 8' }, { ifVersion: 1 }).withResponse()
    expect([first.version, first.data.body]).toEqual([2, 'La 8'])
    wait(15 * 60_000)
    const { editedAt } = await people.ana.messages.update({ id, messageId, body: 'La 9' })
    expect((await people.ana.messages.list({ id })).items.at(-1)).toMatchObject({ body: 'La 9', editedAt })
    const [, seenByStaff] = (await people.agent.desk.messages.list({ id })).items
    expect(seenByStaff).toMatchObject({ body: 'La 9', versionCount: 2 })
    const { items } = await people.agent.desk.messages.versions({ id, messageId })
    expect(items.map(({ version, body }) => [version, body])).toEqual([
      [1, 'La 7'],
      [2, 'La 8'],
    ])
    const updated = { type: 'message.updated', data: { messageId, authorKind: 'requester' }, actor: 'member' }
    expect((await eventsOn(id, people.ana)).slice(-2)).toEqual([updated, updated])
  })

  it('later, or by somebody else, is refused', async () => {
    const id = await newTicket()
    const { messageId } = await people.agent.messages.create({ id, body: 'Hola' })
    const edit = { id, messageId, body: 'Adiós' }
    for (const person of [people.ana, people.colleague, people.admin]) {
      await expect(person.messages.update(edit)).rejects.toMatchObject({ code: 'MESSAGE_NOT_EDITABLE' })
    }
    await expect(people.agent.messages.update(edit, { ifVersion: 2 })).rejects.toMatchObject({
      code: 'PRECONDITION_FAILED',
    })
    wait(15 * 60_000 + 1000)
    await expect(people.agent.messages.update(edit)).rejects.toMatchObject({ code: 'MESSAGE_NOT_EDITABLE' })
    const missing = people.ana.messages.update({ ...edit, messageId: 999_999 })
    await expect(missing).rejects.toMatchObject({ code: 'MESSAGE_NOT_FOUND' })
    const { items } = await people.agent.desk.messages.list({ id })
    expect(items.at(-1)).toMatchObject({ body: 'Hola', editedAt: null, versionCount: 0 })
  })

  it('can be made 50 times', async () => {
    const id = await newTicket()
    const { messageId } = await people.ana.messages.create({ id, body: 'Hola' })
    for (let edit = 1; edit <= 50; edit++) await people.ana.messages.update({ id, messageId, body: `Hola ${edit}` })
    const more = people.ana.messages.update({ id, messageId, body: 'Hola 51' })
    await expect(more).rejects.toMatchObject({ code: 'MESSAGE_NOT_EDITABLE' })
  })

  it('of the first message is one of the ticket', async () => {
    const id = await newTicket()
    wait(60_000)
    const updated = await people.ana.tickets.updateWith(id, () => ({ message: 'Otro texto' }))
    const [first] = (await people.ana.messages.list({ id })).items
    expect(first).toMatchObject({ messageId: 0, body: 'Otro texto', editedAt: updated.updatedAt })
    const { items } = await people.agent.desk.messages.versions({ id, messageId: 0 })
    expect(items).toEqual([{ version: 1, body: aTicket.message, replacedAt: updated.updatedAt }])
    await people.ana.tickets.updateWith(id, () => ({ subject: 'Otro asunto' }))
    expect((await people.agent.desk.messages.list({ id })).items[0]!.versionCount).toBe(1)
  })
})

describe('a message is written once', () => {
  it('if its request is repeated, or sent twice at the same time', async () => {
    const id = await newTicket()
    const options = { idempotencyKey: `reply-to-${id}`, maxRetries: 3 }
    const reply = () => people.ana.messages.create({ id, body: 'Hola' }, options)
    const outcomes = await Promise.allSettled([reply(), reply()])
    const again = await reply()
    const inFlight = outcomes.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[]
    expect(inFlight.filter(({ reason }) => reason.code !== 'IDEMPOTENCY_IN_FLIGHT')).toEqual([])
    const done = outcomes.filter(({ status }) => status === 'fulfilled') as PromiseFulfilledResult<unknown>[]
    expect(done.map(({ value }) => value)).toEqual(done.map(() => again))
    expect((await people.ana.messages.list({ id })).items).toHaveLength(2)
    expect((await eventsOn(id)).filter(({ type }) => type === 'message.created')).toHaveLength(1)
  })

  it('and its conversation is deleted with its ticket', async () => {
    const id = await newTicket()
    const { messageId } = await people.ana.messages.create({ id, body: 'Hola' })
    await people.ana.messages.update({ id, messageId, body: 'Adiós' })
    await people.agent.desk.drafts.put({ id, kind: 'reply', body: 'Hol' })
    await people.admin.tickets.delete({ id })
    for (const table of ['messages', 'message_versions', 'drafts', 'ticket_tokens'] as const) {
      const rows = await service.db.selectFrom(table).selectAll().where('ticket_id', '=', id).execute()
      expect(rows).toEqual([])
    }
  })
})
