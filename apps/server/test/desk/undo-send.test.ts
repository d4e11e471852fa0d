import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { eventsOf } from '../support/events.ts'
import { aTicket, useService } from '../support/harness.ts'
import { peopleOf } from '../support/people.ts'
import { png } from '../support/sample-files.ts'

const service = useService({ isClosed: true })
const { lastPosition } = eventsOf(service)

let people: Awaited<ReturnType<typeof peopleOf>>
let id: number
beforeAll(async () => {
  people = await peopleOf(service)
  id = (await people.ana.tickets.create(aTicket)).ticketId
})

/** Moves the clock of the service. */
const wait = (ms: number) => {
  service.clock.now = new Date(Date.parse(service.clock.now) + ms).toISOString()
}

const later = (body: string, sendAfterSeconds = 30) =>
  people.agent.desk.messages.create({ id, kind: 'reply', body, sendAfterSeconds })

const eventTypes = async (person = people.agent) => {
  await lastPosition()
  return (await person.events.list({ ticketId: id }).toArray({ limit: 1000 })).map(({ type }) => type)
}

const bodies = async (person = people.ana) => (await person.messages.list({ id })).items.map(({ body }) => body)
const deskBodies = async (person = people.agent) =>
  (await person.desk.messages.list({ id })).items.map(({ body }) => body)

describe('a reply that is sent later', () => {
  it('is seen by its author only, and has no effect, until its time has come', async () => {
    const [ticket, events] = [await people.colleague.desk.tickets.get({ id }).withResponse(), await eventTypes()]
    const { sendAt, messageId } = await later('Pronto')
    expect(sendAt).toBe('2026-03-11T10:30:30')
    await service.dueWork.run()
    for (const person of [people.colleague, people.admin]) expect(await deskBodies(person)).not.toContain('Pronto')
    for (const person of [people.ana, people.agent, people.colleague])
      expect(await bodies(person)).not.toContain('Pronto')
    expect(await deskBodies()).toContain('Pronto')
    const unchanged = await people.colleague.desk.tickets.get({ id }).withResponse()
    expect([unchanged.data, unchanged.version]).toEqual([ticket.data, ticket.version])
    expect(await eventTypes()).toEqual(events)
    const foreign = { id, messageId, body: 'Adiós' }
    const missing = { code: 'MESSAGE_NOT_FOUND' }
    await expect(people.colleague.desk.messages.update(foreign)).rejects.toMatchObject(missing)
    await expect(people.colleague.desk.messages.cancel({ id, messageId })).rejects.toMatchObject(missing)
    await expect(people.colleague.desk.messages.versions({ id, messageId })).rejects.toMatchObject(missing)
    for (const person of [people.ana, people.colleague]) {
      expect((await person.messages.search({ q: 'pronto' })).items).toEqual([])
    }
    expect((await people.colleague.desk.messages.search({ q: 'pronto' })).items).toEqual([])

    wait(30_000)
    await service.dueWork.run()
    const sent = (await people.ana.messages.list({ id })).items.at(-1)
    expect(sent).toMatchObject({ messageId, body: 'Pronto', createdAt: '2026-03-11T10:30:30', editedAt: null })
    expect(await people.colleague.desk.tickets.get({ id })).toMatchObject({
      waitingOn: 'requester',
      firstRespondedAt: '2026-03-11T10:30:30',
      lastActivityAt: '2026-03-11T10:30:30',
    })
    expect(await eventTypes(people.ana)).toEqual([...events, 'message.created'])
    const { items } = await people.agent.events.list({ ticketId: id, types: ['message.created'] })
    expect(items[0]!.actor).toEqual({ kind: 'agent', id: 'agent:agent-7' })
    await service.dueWork.run()
    expect((await eventTypes()).length).toBe(events.length + 2) // the message, and the change of waitingOn
  })

  it('comes after the messages that were sent before it, also for a reader who continues from them', async () => {
    await later('Tarde')
    await people.ana.messages.create({ id, body: 'Antes' })
    const [before, page] = [await bodies(), await people.ana.messages.list({ id, limit: 1000 })]
    expect(before.at(-1)).toBe('Antes')
    const { position } = await service.db
      .selectFrom('messages')
      .select('position')
      .where('message_id', '=', page.items.at(-1)!.messageId)
      .executeTakeFirstOrThrow()
    wait(30_000)
    await service.dueWork.run()
    expect(await bodies()).toEqual([...before, 'Tarde'])
    const next = await service.db.selectFrom('messages').select('body').where('position', '>', position).execute()
    expect(next).toEqual([{ body: 'Tarde' }])
  })

  it('can be edited by its author without a trace', async () => {
    const { messageId } = await later('Borrador')
    const edited = await people.agent.desk.messages.update({ id, messageId, body: 'Definitivo' })
    expect(edited).toMatchObject({ body: 'Definitivo', editedAt: null, versionCount: 0 })
    wait(30_000)
    await service.dueWork.run()
    expect((await bodies()).at(-1)).toBe('Definitivo')
    expect((await people.colleague.desk.messages.versions({ id, messageId })).items).toEqual([])
  })

  it('can be taken back with its text and its files, which can be sent with another', async () => {
    const file = new File([new Uint8Array(png.bytes)], png.name)
    const { attachmentId } = await people.agent.desk.attachments.upload({ ticketId: id, file })
    const reply = { id, kind: 'reply' as const, body: '¡Uy!', attachmentIds: [attachmentId], sendAfterSeconds: 5 }
    const [events, { messageId }] = [await eventTypes(), await people.agent.desk.messages.create(reply)]
    const cancelled = await people.agent.desk.messages.cancel({ id, messageId })
    expect(cancelled).toMatchObject({ messageId, body: '¡Uy!', attachments: [{ attachmentId }] })
    wait(60_000)
    await service.dueWork.run()
    expect(await deskBodies()).not.toContain('¡Uy!')
    expect(await eventTypes()).toEqual(events)
    const again = people.agent.desk.messages.cancel({ id, messageId })
    await expect(again).rejects.toMatchObject({ code: 'MESSAGE_NOT_FOUND' })
    await people.agent.desk.messages.create({ ...reply, body: 'Ahora sí', sendAfterSeconds: 0 })
    expect((await people.ana.messages.list({ id })).items.at(-1)!.attachments).toMatchObject([{ attachmentId }])
  })

  it('cannot be taken back after it was sent', async () => {
    const { messageId } = await later('Ya', 1)
    wait(1_000)
    await service.dueWork.run()
    const cancelling = people.agent.desk.messages.cancel({ id, messageId })
    await expect(cancelling).rejects.toMatchObject({ code: 'MESSAGE_ALREADY_SENT' })
  })

  it('is sent by itself within a second of its time', async () => {
    await later('Solo', 1)
    wait(1_000)
    for (let tries = 0; tries < 50 && !(await bodies()).includes('Solo'); tries++) await sleep(100)
    expect((await bodies()).filter((body) => body === 'Solo')).toHaveLength(1)
  })

  it('waits at most a minute, and only a reply can wait', async () => {
    for (const input of [
      { id, kind: 'reply', body: 'x', sendAfterSeconds: 61 },
      { id, kind: 'note', body: 'x', sendAfterSeconds: 5 },
    ] as const) {
      const refused = people.agent.desk.messages.create(input)
      await expect(refused).rejects.toMatchObject({ code: 'INVALID_INPUT', issues: [{ path: ['sendAfterSeconds'] }] })
    }
  })

  it('is sent or taken back, never both, if both happen at the same time', async () => {
    for (let round = 0; round < 10; round++) {
      const body = `Carrera ${round}`
      const { messageId } = await later(body, 1)
      wait(1_000)
      const cancelling = people.agent.desk.messages.cancel({ id, messageId }).then(
        () => true,
        () => false,
      )
      const [isCancelled] = await Promise.all([cancelling, service.dueWork.run()])
      await service.dueWork.run()
      expect((await bodies()).includes(body)).toBe(!isCancelled)
    }
  })

  it('that cannot be sent does not delay the others', async () => {
    const { ticketId } = await people.ana.tickets.create(aTicket)
    const blocked = { id: ticketId, kind: 'reply', body: 'Espera', sendAfterSeconds: 1 } as const
    await people.agent.desk.messages.create(blocked)
    await later('Adelanta', 1)
    wait(1_000)
    const transaction = await service.db.startTransaction().execute()
    await transaction
      .selectFrom('support_tickets')
      .select('ticket_id')
      .where('ticket_id', '=', ticketId)
      .forUpdate()
      .execute()
    await service.dueWork.run()
    expect(await bodies()).toContain('Adelanta')
    await transaction.rollback().execute()
    await service.dueWork.run()
    expect((await people.ana.messages.list({ id: ticketId })).items.at(-1)!.body).toBe('Espera')
  })
})
